/**
 * The story's people: an administrator at a shell, a hot-plug slot, a service. Each runs its actions in order; every
 * action ends with the answer that its caller would see.
 */
import { call, sleep, tail, waitFor, type ProcessFunction } from '../engine/effect.ts';
import { wait_for_device_probe } from '../linux/defer.ts';
import type { ActionCode, Kernel, LinuxWorld, Process } from '../linux/kernel.ts';
import { delete_module } from '../linux/module.ts';
import { tellWriter } from '../linux/sysfs.ts';
import { queuesInto } from '../linux/uevent.ts';
import { step } from '../linux/operations.ts';
import { objectOf } from '../model/layout.ts';
import { OUTCOME, STAGE, UEVENT } from '../model/outcome.ts';
import { FACT } from '../model/world.ts';
import { modprobe } from './insert.ts';
import { queueEmpty, stageNow } from './udev.ts';

/** What a verb's two numbers are, for the answer's record. */
type Subject = 'device' | 'driver' | 'driver-device' | 'device-driver' | 'none';

/** Every verb of the story, and what its answer is about. */
const SUBJECTS: Readonly<Record<string, Subject>> = {
  add: 'device',
  remove: 'device',
  register: 'driver',
  unregister: 'driver',
  bind: 'driver-device',
  unbind: 'driver-device',
  group: 'driver-device',
  override: 'device-driver',
  drivers_probe: 'device',
  attach: 'device',
  reprobe: 'device',
  rollback: 'device',
  disable: 'device',
  enable: 'device',
};

/** Verbs that are user space's own; all others are the system's (its doors). */
const OWN: Readonly<Record<string, ProcessFunction<LinuxWorld>>> = {
  modprobe: shell_modprobe,
  rmmod: delete_module,
  settle,
  coldplug,
};

function pathOf({ doors }: Kernel, verb: string): ProcessFunction<LinuxWorld> {
  switch (verb) {
    case 'add':
      return doors.add;
    case 'remove':
      return doors.remove;
    case 'register':
      return doors.register;
    case 'unregister':
      return doors.unregister;
    default:
      return OWN[verb] ?? doors.verbs[verb] ?? no_such_verb;
  }
}

/** Another system may have nothing of the kind: its user is told so. */
function* no_such_verb(_kernel: Kernel): Process {
  return OUTCOME['no-such-verb'];
}

/** One actor: waits for its time, then acts. */
export function* act(kernel: Kernel, actor: number): Process {
  const at = kernel.actors[actor]?.at;
  if (at && at.max > 0) yield sleep(`start of ${kernel.actors[actor]?.name}`, at);
  return tail(act_from, actor, 0);
}

function* act_from(kernel: Kernel, actor: number, index: number): Process {
  if (!kernel.actors[actor]?.actions[index]) return 0;
  yield call(perform, actor, index);
  return tail(act_from, actor, index + 1);
}

/** One action of an actor, or of the given past (-1), and the answer that its caller sees. */
export function* perform(kernel: Kernel, actor: number, index: number): Process {
  const own = kernel.actors[actor];
  const action = (actor < 0 ? kernel.given : own?.actions)?.[index] as ActionCode;
  const [verb, a, b] = action;
  if (verb === 'wait') {
    yield sleep(`wait of ${own?.name}`, own?.waits[a] ?? NONE);
    return OUTCOME.ok;
  }
  const outcome = yield call(pathOf(kernel, verb), a, b);
  const [device, driver] = subjectsOf(SUBJECTS[verb] ?? 'none', action);
  yield tellWriter(device, driver, outcome);
  return outcome;
}

const NONE = { min: 0, max: 0 };

function subjectsOf(subject: Subject, [, a, b]: ActionCode): [device: number, driver: number] {
  switch (subject) {
    case 'device':
      return [a, -1];
    case 'driver':
      return [-1, a];
    case 'driver-device':
      return [b, a];
    case 'device-driver':
      return [a, b];
    case 'none':
      return [-1, -1];
  }
}

function* shell_modprobe(_kernel: Kernel, name: number): Process {
  const stage = yield stageNow();
  return yield call(modprobe, stage, name);
}

/** `udevadm settle`, then everything that wait_for_device_probe waits for. */
export function* settle(_kernel: Kernel): Process {
  yield waitFor(queueEmpty());
  yield call(wait_for_device_probe);
  return OUTCOME.ok;
}

/** Every device says "add" once more, in list order, so that events lost before udev ran are made up for (10.3.7). */
const coldplugAll = step(
  'cold plug',
  (kernel) => ({
    reads: kernel.setup.devices.map(({ id }) => objectOf('device', id)),
    writes: [...new Set(kernel.setup.eventQueue)].flatMap(queuesInto),
  }),
  (world) => {
    if (!world.kernel.userspace.udev) return 0;
    for (const { id } of world.setup.devices) {
      if (world.device(id, 'named') && !world.device(id, 'dead'))
        world.emit(FACT['uevent-queued'], id, UEVENT.add);
    }
    return 0;
  },
);

/** udevadm trigger: an add event for every device that is there (reference 10.3). */
export function* coldplug(kernel: Kernel): Process {
  // Before user space has begun nobody listens.
  if (kernel.boot && (yield stageNow()) === STAGE.kernel) return OUTCOME.ok;
  yield coldplugAll();
  return OUTCOME.ok;
}
