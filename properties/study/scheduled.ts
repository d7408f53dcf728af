/**
 * The study's model as a user of fast-check would write it: the same operations on the same world, but processes are
 * async functions, each operation is let through by fc.scheduler, and locks and waits are promises.
 */
import type fc from 'fast-check';
import type { Step } from '../../sim/engine/effect.ts';
import * as deferral from './deferral.ts';
import { studyKernel, type StudyKernel, type StudySettings, type StudyWorld } from './layout.ts';
import * as ops from './world.ts';

/** Picks one of so many outcomes. */
export type Outcome = (count: number) => number;

/** Sleepers until somebody calls them all. */
interface Bell {
  readonly rung: () => Promise<void>;
  readonly ring: () => void;
}

function bell(): Bell {
  let sleepers: (() => void)[] = [];
  return {
    rung: () => new Promise((resolve) => void sleepers.push(resolve)),
    ring() {
      const woken = sleepers;
      sleepers = [];
      for (const wake of woken) wake();
    },
  };
}

interface Bus {
  readonly world: StudyWorld;
  readonly outcome: Outcome;
  readonly step: (step: Step<StudyWorld>) => Promise<number>;
  readonly turn: () => Promise<void>;
  readonly locked: boolean[];
  readonly unlocked: readonly Bell[];
  readonly activated: Bell;
}

/** One run to its end: nobody can move any more. The kernel must be without symmetry and environment. */
export async function scheduledRun(
  kernel: StudyKernel,
  scheduler: fc.Scheduler,
  outcome: Outcome,
): Promise<StudyWorld> {
  const world: StudyWorld = { words: new Int32Array(kernel.words), kernel };
  const turn = (): Promise<void> => scheduler.schedule(Promise.resolve());
  const bus: Bus = {
    world,
    outcome,
    turn,
    async step({ op, a, b, c }) {
      await turn();
      return op.run(world, a, b, c);
    },
    locked: [],
    unlocked: Array.from({ length: kernel.devices }, bell),
    activated: bell(),
  };
  for (let driver = 0; driver < kernel.drivers; driver++) void register(bus, driver);
  for (let device = 0; device < kernel.devices; device++) void arrive(bus, device);
  void deferredWorker(bus);
  await scheduler.waitIdle();
  return world;
}

async function holding(bus: Bus, device: number, inside: () => Promise<unknown>): Promise<void> {
  for (;;) {
    while (bus.locked[device]) await bus.unlocked[device]?.rung();
    await bus.turn();
    if (!bus.locked[device]) break;
  }
  bus.locked[device] = true;
  await inside();
  await bus.turn();
  bus.locked[device] = false;
  bus.unlocked[device]?.ring();
}

const matches = ({ world }: Bus, driver: number, device: number): boolean =>
  driver === 0 || (((world.kernel.specific[device] ?? 0) >> driver) & 1) === 1;

async function register(bus: Bus, driver: number): Promise<void> {
  await bus.step(ops.addDriver(driver));
  for (let place = 0; ; place++) {
    const device = await bus.step(ops.deviceAt(place));
    if (device < 0) return;
    if (!matches(bus, driver, device)) continue;
    await holding(
      bus,
      device,
      async () => (await bus.step(ops.isBound(device))) || probe(bus, driver, device),
    );
  }
}

async function arrive(bus: Bus, device: number): Promise<void> {
  await bus.step(ops.addDevice(device));
  await holding(bus, device, () => attach(bus, device));
}

async function attach(bus: Bus, device: number): Promise<void> {
  if (await bus.step(ops.isBound(device))) return;
  for (let place = 0; ; place++) {
    const driver = await bus.step(ops.driverAt(place));
    if (driver < 0 || (matches(bus, driver, device) && (await probe(bus, driver, device)))) return;
  }
}

async function probe(bus: Bus, driver: number, device: number): Promise<boolean> {
  const { policy, outcomes } = bus.world.kernel;
  if (driver === 0 && policy !== 'kernel' && (await bus.step(ops.specificAvailable(device)))) return false;
  const mayDefer = await bus.step(ops.beginProbe(driver, device));
  await bus.turn();
  const ending = bus.outcome(mayDefer ? outcomes : Math.min(outcomes, 2));
  if (ending === 1) await bus.step(ops.fail(driver, device));
  if (ending === 2) await bus.step(deferral.defer(device));
  if (ending !== 0 || !(await bus.step(ops.bind(driver, device)))) return false;
  await bus.step(deferral.trigger());
  bus.activated.ring();
  return true;
}

async function deferredWorker(bus: Bus): Promise<void> {
  for (;;) {
    while (!deferral.someActive.op.run(bus.world, 0, 0, 0)) await bus.activated.rung();
    await bus.turn();
    const device = await bus.step(deferral.takeActive());
    await holding(bus, device, () => attach(bus, device));
  }
}

/** Settings that a scheduled run can have, as a kernel. */
export const scheduledKernel = (settings: Omit<StudySettings, 'symmetric' | 'environment'>): StudyKernel =>
  studyKernel({ ...settings, symmetric: false, environment: false });
