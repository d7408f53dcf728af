/**
 * The study's model in Promela, for SPIN: the same steps as properties/study/model.ts, each atomic, and nothing more.
 * Locals that are not needed any more are cleared, lest states differ by them. At the end of each run a process that
 * waits for everybody else prints the ending as model.ts tells it.
 */
import {
  DEFERS_MAX,
  studyKernel,
  type StudyKernel,
  type StudySettings,
} from '../../properties/study/layout.ts';

/** The model's text. */
export function studyPromela(settings: StudySettings): string {
  const kernel = studyKernel(settings);
  return [
    declarations(kernel),
    registration(kernel),
    arrival(kernel),
    worker(kernel),
    ending(kernel),
    '',
  ].join('\n\n');
}

const times = (count: number, text: (i: number) => string, between = ' '): string =>
  Array.from({ length: count }, (_, i) => text(i)).join(between);

function declarations({ devices, drivers, specific, policy }: StudyKernel): string {
  const wanted = times(devices, (d) => `(d == ${d} -> ${specific[d]} : `, '') + `0${')'.repeat(devices)}`;
  return `
byte drivers_on_bus[${drivers}], driver_count, drivers_arrived;
byte devices_on_bus[${devices}], device_count, devices_arrived;
bit locked[${devices}], bound[${devices}], listed[${devices}];
byte driver_of[${devices}], defers[${devices}], failed[${devices}], broken[${devices}];
byte pending[${devices}], pending_count, active_list[${devices}], active_count;
#define AVAILABLE(d) ((drivers_arrived & ~failed[d] & ${wanted}) != 0)
inline begin_probe(k, d) { if :: driver_of[d] != 0 -> broken[d] = broken[d] | 1 :: else fi; driver_of[d] = k + 1 }
inline bind_device(k, d) {
  ${policy === 'commit' ? '' : 'if :: k == 0 && AVAILABLE(d) -> broken[d] = broken[d] | 2 :: else fi;'}
  if :: bound[d] -> broken[d] = broken[d] | 4 :: else fi;
  bound[d] = 1; driver_of[d] = k + 1
}
inline leave_device(d) { if :: !bound[d] -> driver_of[d] = 0 :: else fi }
inline trigger() {
  do
  :: pending_count > 0 ->
     active_list[active_count] = pending[0]; active_count++;
     ${shift('pending', devices)} pending_count--
  :: else -> break
  od;
  skip
}`.trim();
}

const shift = (list: string, count: number): string =>
  `${times(count - 1, (i) => `${list}[${i}] = ${list}[${i + 1}];`)} ${list}[${count - 1}] = 0;`;

/** From label PROBE to UNLOCK, or to `failed`; `k`, `d` and `how` are locals. */
function probe({ policy, outcomes }: StudyKernel, failed: string): string {
  const look = `if
  :: k == 0 && AVAILABLE(d) -> goto ${failed}
  :: k == 0 && !AVAILABLE(d) -> goto BEGIN
  :: d_step { k != 0 -> begin_probe(k, d) }; goto CHOOSE
  fi;`;
  const giveWay = `:: d_step { how == 0 && k == 0 && AVAILABLE(d) -> leave_device(d) }; goto ${failed}`;
  const wins = policy === 'commit' ? 'how == 0 && !(k == 0 && AVAILABLE(d))' : 'how == 0';
  return `
PROBE: ${policy === 'kernel' ? '' : look}
BEGIN: atomic { begin_probe(k, d) };
CHOOSE: if
  :: how = 0
  ${outcomes > 1 ? ':: how = 1' : ''}
  ${outcomes > 2 ? `:: d_step { defers[d] < ${DEFERS_MAX} -> how = 2 }` : ''}
  fi;
  if
  ${policy === 'commit' ? giveWay : ''}
  :: d_step { ${wins} -> bind_device(k, d) }
  :: d_step { how == 1 -> how = 0; failed[d] = failed[d] | (1 << k); leave_device(d) }; goto ${failed}
  :: d_step { how == 2 ->
       how = 0; defers[d] = defers[d] + 1; leave_device(d);
       if :: !listed[d] -> listed[d] = 1; pending[pending_count] = d + 1; pending_count++ :: else fi
     }; goto ${failed}
  fi;
  d_step { trigger() }; goto UNLOCK;`.trim();
}

const matching = ({ specific, devices, drivers }: StudyKernel): string =>
  specific.every((bits) => bits === (1 << drivers) - 2)
    ? 'true'
    : `(k == 0 || ((${times(devices, (d) => `(d == ${d} -> ${specific[d]} : `, '')}0${')'.repeat(devices)} >> k) & 1))`;

const numbered = (mine: string): string => `  byte ${mine} = _pid`;

function registration(kernel: StudyKernel): string {
  const { drivers, symmetric } = kernel;
  const first = symmetric ? 'k < 2 || ((drivers_arrived >> (k - 1)) & 1) ->' : '';
  return `
active [${drivers}] proctype register_driver() {
${numbered('k')}, d, i, how;
  d_step { ${first} drivers_on_bus[driver_count] = k + 1; driver_count++; drivers_arrived = drivers_arrived | (1 << k) };
NEXT: if
  :: d_step { i < device_count -> d = devices_on_bus[i] - 1; i++ }
  :: i >= device_count -> goto end_registered
  fi;
  ${matching(kernel) === 'true' ? '' : `if :: !${matching(kernel)} -> goto NEXT :: else fi;`}
  d_step { locked[d] == 0 -> locked[d] = 1 };
  if :: bound[d] -> goto UNLOCK :: !bound[d] -> goto PROBE fi;
${probe(kernel, 'UNLOCK')}
UNLOCK: atomic { locked[d] = 0; d = 0 }; goto NEXT;
end_registered: false
}`.trim();
}

/** Offers a device to all drivers in turn, under its lock. */
const attach = (kernel: StudyKernel): string => `
  d_step { locked[d] == 0 -> locked[d] = 1 };
  if :: bound[d] -> goto UNLOCK :: !bound[d] -> goto FAILED fi;
FAILED: if
  :: d_step { i < driver_count -> k = drivers_on_bus[i] - 1; i++ }
  :: d_step { i >= driver_count -> k = 0 }; goto UNLOCK
  fi;
  ${matching(kernel) === 'true' ? '' : `if :: !${matching(kernel)} -> goto FAILED :: else fi;`}
${probe(kernel, 'FAILED')}
UNLOCK: atomic { locked[d] = 0; i = 0; k = 0; d = 0 };`;

function arrival(kernel: StudyKernel): string {
  const { drivers, devices, symmetric } = kernel;
  const first = symmetric ? 'd == 0 || ((devices_arrived >> (d - 1)) & 1) ->' : '';
  return `
active [${devices}] proctype add_device() {
  byte d = _pid - ${drivers}, k, i, how;
  d_step { ${first} devices_on_bus[device_count] = d + 1; device_count++; devices_arrived = devices_arrived | (1 << d) };
${attach(kernel)}
end_added: false
}`.trim();
}

const worker = (kernel: StudyKernel): string =>
  `
active proctype deferred_worker() {
  byte d, k, i, how;
end_idle: atomic {
    active_count > 0 ->
    d = active_list[0] - 1; listed[d] = 0;
    ${shift('active_list', kernel.devices)} active_count--
  };
${attach(kernel)}
  goto end_idle
}`.trim();

function ending({ devices }: StudyKernel): string {
  const format = times(devices, () => '%d,%d,%d');
  const isPending = (d: number): string => times(devices, (i) => `(now.pending[${i}] == ${d + 1})`, ' || ');
  const values = times(devices, (d) => `now.driver_of[${d}] - 1, now.broken[${d}], (${isPending(d)})`, ', ');
  return `active proctype ending() { timeout -> c_code { printf("ENDING ${format}\\n", ${values}); }; end_told: false }`;
}
