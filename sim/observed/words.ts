/**
 * The one table between what a kernel's trace says and what the model's facts say. For each word of a trace: the fact,
 * and where its record stands to the act that it tells of. From that follows, and from nothing else, which records may
 * have been logged in another order than their acts happened in (order.ts).
 */
import type { FactName } from '../model/facts.ts';
import { FACT } from '../model/world.ts';

/**
 * `with`: the record is the act, the model has a step of its own for it. `after`: the act lies between the task's
 * record before and this one. `before`: between this one and the task's next.
 */
export type Logged = 'with' | 'after' | 'before';

export interface Word {
  /** Null: the model has no fact that stands at this place alone; the record only bounds its neighbours. */
  readonly fact: FactName | null;
  readonly logged: Logged;
  /** Why it is logged there, or why it is silent. */
  readonly why: string;
}

const fact = (name: FactName, logged: Logged, why: string): Word => ({ fact: name, logged, why });
const silent = (why: string): Word => ({ fact: null, logged: 'with', why });

export const WORDS: Readonly<Record<string, Word>> = {
  'device-add-begin': fact(
    'device-named',
    'before',
    'logged by the caller; the name is taken inside (1.1.2)',
  ),
  'device-ready': fact('device-ready', 'after', 'bus_probe_device begins, the mark is set already (1.1.9)'),
  'device-add-end': silent('the end of the command says the same'),
  'device-del-begin': fact(
    'device-dead',
    'before',
    'logged by the caller; then the device lock is waited for (8.6.1)',
  ),
  'device-del-end': silent('the end of the command says the same'),
  'driver-register-begin': fact(
    'driver-named',
    'before',
    'logged by the caller; the name is taken inside (2.2.1)',
  ),
  'driver-register-end': silent('the end of the command says the same'),
  'driver-unregister-begin': fact(
    'driver-files-removed',
    'before',
    'logged by the caller; its files go first, and that waits for writes to them (2.6.1)',
  ),
  'driver-unregister-end': silent('the end of the command says the same'),
  match: fact('matched', 'after', 'the callback reads ids and override, then logs (3)'),
  'try-begin': silent('really_probe begins; whether it claims the device depends on its suppliers'),
  'probe-begin': fact('probe-called', 'with', "the driver's callback logs first (4.3.9)"),
  'probe-end': fact('probe-answered', 'with', "the driver's callback logs last (4.3.9)"),
  binding: fact('bound', 'before', 'driver_bound begins, the device is put on the list inside (4.5.2)'),
  // Silent where `binding` is recorded: that bounds the same fact closer.
  bound: fact('bound', 'after', 'the notifier is called when retries have been triggered already (4.5)'),
  'not-bound': silent('follows from the answer of the probe'),
  'try-end': fact(
    'probe-failed',
    'after',
    'really_probe returns, having let go of the device just before (4.4)',
  ),
  'remove-begin': fact('remove-called', 'with', "the driver's callback logs first (8.5.3)"),
  'remove-end': silent("the end of the driver's callback is no step of the model"),
  unbound: fact(
    'released',
    'after',
    'the notifier is called when the driver pointer is gone already (8.5.6)',
  ),
  'async-scheduled-for-device': fact('async-scheduled', 'before', 'async_schedule_node begins (1.4)'),
  'async-scheduled-for-driver': fact('async-scheduled', 'before', 'async_schedule_node begins (2.3.3)'),
  'async-device-begin': silent('the helper begins; then the device lock is waited for'),
  'async-device-end': fact(
    'async-finished',
    'before',
    'the helper has returned, its entry is freed after (6.3)',
  ),
  'async-driver-begin': fact(
    'async-slot-cleared',
    'before',
    'the helper begins; then locks are waited for (2.3)',
  ),
  'async-driver-end': fact(
    'async-finished',
    'before',
    'the helper has returned, its entry is freed after (6.3)',
  ),
  'deferred-add': silent('inlined, so kernels do not show it; the list at the end is compared'),
  'deferred-del': silent('called for devices that are on no list as well'),
  'deferred-trigger': silent('inlined in part; the retries that follow are compared'),
  'deferred-work-begin': silent('binds of devices that are not in the scenario trigger it as well'),
  'deferred-work-end': silent('as its begin'),
  'deferred-retry': fact(
    'defer-taken',
    'after',
    'bus_probe_device begins, the device is unlinked already (5.4.1)',
  ),
  'log-add-device': fact('device-listed', 'before', 'bus_add_device begins (1.1.4)'),
  'log-remove-device': fact('device-unlisted', 'before', 'bus_remove_device begins (8.6.3)'),
  'log-add-driver': fact('driver-listed', 'before', 'bus_add_driver begins (2.2.2)'),
  'log-remove-driver': fact('driver-unlisted', 'before', 'bus_remove_driver begins (2.6.2)'),
  'log-probing': fact('probe-began', 'before', 'really_probe is about to claim the device (4.3.4)'),
  'log-binding': fact('bound', 'before', 'driver_bound begins (4.5.2)'),
  'log-answer': fact(
    'probe-failed',
    'before',
    'the core tells the error when the callback has returned, and lets go later (4.4)',
  ),
  'log-deferral': fact('probe-failed', 'before', 'as any other answer (4.4)'),
  'log-supplier': fact(
    'probe-failed',
    'before',
    'told when a link is looked at; the walk lets go later (4.3.2)',
  ),
  'log-matched': fact('can-match', 'after', 'told under the device lock, just after the mark (4.2.4)'),
  'log-returned': silent('the same answer once more'),
  'log-async': silent('the helper that follows tells by its probe'),
  'log-deferred': fact('defer-pending', 'with', 'told under the mutex of the list (5.2)'),
  'log-undeferred': fact('defer-removed', 'with', 'told under the mutex of the list (5.2)'),
  'log-retry': fact('defer-taken', 'after', 'told between the unlink and the walk (5.4.1)'),
  command: fact('command-answered', 'with', 'user space takes the time when the call has returned'),
  load: fact('module-load-answered', 'with', "a module is loaded as insmod does it: the kernel's own answer"),
};

/** Which processes of the model a road leads to, where the road is one of a worker. */
export const ROADS: Readonly<Record<string, readonly string[]>> = {
  'async-device': ['async attach'],
  'async-driver': ['async probe'],
  deferred: ['deferred probe work'],
};

/** What a recording of the rig tells, and what a log does. */
export const RIG_WORDS: readonly string[] = Object.keys(WORDS).filter((word) => !word.startsWith('log-'));
export const LOG_WORDS: readonly string[] = Object.keys(WORDS).filter((word) => word.startsWith('log-'));

/** Codes of the facts that these words tell of. */
export function visibleFacts(words: readonly string[]): ReadonlySet<number> {
  const own = words.flatMap((word) => WORDS[word] ?? []);
  return new Set(own.flatMap(({ fact: name }) => (name === null ? [] : [FACT[name]])));
}
