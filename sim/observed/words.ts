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
  'probe-begin': fact('probe-called', 'with', "the driver's callback logs first (4.3.9)"),
  'probe-end': fact('probe-answered', 'with', "the driver's callback logs last (4.3.9)"),
  bound: fact('bound', 'after', 'the notifier is called when retries have been triggered already (4.5)'),
  'remove-begin': fact('remove-called', 'with', "the driver's callback logs first (8.5.3)"),
  'remove-end': silent("the end of the driver's callback is no step of the model"),
  unbound: fact(
    'released',
    'after',
    'the notifier is called when the driver pointer is gone already (8.5.6)',
  ),
  'override-begin': silent('the end of the command says the same'),
  'override-end': silent('the end of the command says the same'),
  'not-bound': silent('follows from the answer of the probe'),
  'deferred-add': silent(
    'not seen by every kernel: the function is inlined; the list at the end is compared',
  ),
  'deferred-del': silent('called for devices that are on no list as well'),
  'deferred-work': silent('binds of devices that are not in the scenario trigger it as well'),
  'async-scheduled-for-device': silent('seen by its helper, which is a record of its own task'),
  'async-scheduled-for-driver': silent('seen by its helper, which is a record of its own task'),
};

/** A command's end: the writer is told what came of it. The model has a step for that alone. */
export const COMMAND: Word = fact(
  'command-answered',
  'with',
  'user space takes the time when the call has returned',
);

/** Which processes of the model a road leads to, where the road is one of a worker. */
export const ROADS: Readonly<Record<string, readonly string[]>> = {
  'dev-async': ['async attach'],
  'drv-async': ['async probe'],
  deferred: ['deferred probe work'],
};

/** Codes of the facts that some word tells of. */
export const VISIBLE: ReadonlySet<number> = new Set(
  [COMMAND, ...Object.values(WORDS)].flatMap(({ fact: name }) => (name === null ? [] : [FACT[name]])),
);
