/** The bare event loop: a trivial model in which many sleep and wake, with and without a record of facts. */
import { boring, type Chooser } from '../../sim/engine/choice.ts';
import { operation, sleep, tail, type Process } from '../../sim/engine/effect.ts';
import { Machine, type Blueprint } from '../../sim/engine/machine.ts';
import { seeded } from '../../sim/engine/random.ts';
import { run, type RunOptions } from '../../sim/engine/run.ts';
import { FactLog } from '../../sim/model/fact-log.ts';
import { race, type Contender, type Row } from './measure.ts';

interface Trivial {
  count: number;
}

/** Each process sleeps its own time, so that instants seldom coincide. */
function* sleeper(_kernel: never, period = 0, spread = 0): Process<Trivial> {
  yield sleep('tick', { min: period, max: period + spread });
  return tail(sleeper, period, spread);
}

const tick = operation<Trivial>(
  'tick',
  () => ({ reads: [], writes: [0] }),
  (world) => {
    world.count++;
    return 0;
  },
);

/** Sleeps and does something: two turns per event. */
function* worker(_kernel: never, period = 0, spread = 0): Process<Trivial> {
  yield sleep('tick', { min: period, max: period + spread });
  yield tick();
  return tail(worker, period, spread);
}

interface Setting {
  readonly name: string;
  readonly fn: typeof sleeper;
  readonly spread: number;
  readonly chooser: () => Chooser;
  readonly facts: boolean;
}

const PLAIN = { fn: sleeper, spread: 0, chooser: () => boring, facts: false };
const SETTINGS: readonly Setting[] = [
  { ...PLAIN, name: 'sleep and wake' },
  { ...PLAIN, name: 'sleep, wake, one operation', fn: worker },
  { ...PLAIN, name: 'sleep and wake, a fact recorded each time', facts: true },
  { ...PLAIN, name: 'sleep and wake, every delay drawn', spread: 1000, chooser: () => seeded('1') },
];

/** Rows for 10, 1,000 and 100,000 sleepers. `scale` 1 is the real measurement. */
export function eventRows(scale: number): Row[] {
  return [10, 1_000, 100_000].flatMap((pending) => {
    const contenders = SETTINGS.map((setting) => contenderOf(setting, pending, Math.round(500_000 * scale)));
    const rates = race(contenders, scale < 1 ? 1 : 5);
    const [plain = 1] = rates;
    return contenders.map(({ name }, at) => ({
      group: `${pending.toLocaleString('en')} pending`,
      name,
      rate: rates[at] ?? 0,
      unit: 'events',
      note: at === 0 ? '' : `${(((rates[at] ?? 0) / plain - 1) * 100).toFixed(0)} %`,
    }));
  });
}

function contenderOf(setting: Setting, pending: number, events: number): Contender {
  const { name, fn, spread, chooser, facts } = setting;
  const machine = new Machine(blueprintOf(pending, fn, spread));
  const start = machine.snapshot();
  const turns = fn === worker ? events * 2 : events;
  return {
    name,
    prepare() {
      machine.restore(start);
      const clockOut = { now: 0 };
      const log = new FactLog((identity) => machine.nameOfIdentity(identity));
      const afterTurn = (slot: number): void =>
        log.add(clockOut.now, machine.identityOf(slot), 1, slot, 0, 0);
      const options: RunOptions = {
        clock: 'timed',
        stepsMax: turns,
        clockOut,
        ...(facts ? { afterTurn } : {}),
      };
      const drawing = chooser();
      return { amount: events, work: () => run(machine, drawing, options) };
    },
  };
}

function blueprintOf(pending: number, fn: typeof sleeper, spread: number): Blueprint<Trivial> {
  return {
    kernel: null,
    worldWords: 0,
    bindWorld: () => ({ count: 0 }),
    locks: 0,
    slots: pending,
    // Periods of about a microsecond per process, all different, in no order.
    roots: Array.from({ length: pending }, (_, identity) => ({
      identity,
      fn,
      args: [1000 * pending + ((identity * 7919) % (500 * pending)), spread],
    })),
    processName: (identity) => `sleeper ${identity}`,
    lockName: String,
  };
}
