/** From a scenario to a machine that can run: memory, services, and who starts after the given past. */
import { Interner } from '../../engine/intern.ts';
import type { Blueprint } from '../../engine/machine.ts';
import type { ClockMode } from '../../engine/run.ts';
import { identity, LinuxWorld, processName, type Kernel } from '../../linux/kernel.ts';
import type { Root } from '../../linux/system-parts.ts';
import { frameTexts } from '../../linux/places.ts';
import { settledIn } from '../../linux/settled.ts';
import { layoutOf } from '../../model/layout.ts';
import { STAGE } from '../../model/outcome.ts';
import { FACT } from '../../model/world.ts';
import { act } from '../../userspace/actor.ts';
import { boot_machine } from '../../userspace/init.ts';
import { take_up_system } from '../../userspace/given.ts';
import { others_load, others_trigger } from '../../userspace/others.ts';
import { udevd } from '../../userspace/udev.ts';
import type { System } from '../../systems/system.ts';
import type { Scenario } from '../scenario.ts';
import { kernelOf } from './kernel.ts';

/** What simulate needs: the machine's blueprint, and the processes that start when the past has been played. */
export interface Booted {
  readonly kernel: Kernel;
  readonly blueprint: Blueprint<LinuxWorld>;
  /** Null: there is no past, the machine boots. */
  readonly past: Root | null;
  readonly story: readonly Root[];
  readonly notes: readonly string[];
  /** Local states met so far by any run of this machine; what a run can do does not depend on it, only how fast. */
  readonly threads: Interner<LinuxWorld>;
}

/** Builds the machine of a scenario under a system's rules. */
export function boot(scenario: Scenario, system: System, clock: ClockMode = 'timed'): Booted {
  const { kernel, notes } = kernelOf(scenario, system, clock);
  const { devices } = kernel.setup;
  const locks = devices.length + kernel.locks.length;
  const slots = slotsOf(kernel);
  const blueprint: Blueprint<LinuxWorld> = {
    kernel,
    worldWords: layoutOf(kernel.setup).words,
    bindWorld: (words) => firstState(new LinuxWorld(kernel, words)),
    locks,
    slots,
    roots: services(kernel),
    settled: settledIn,
    processName: (code) => processName(kernel, code),
    frameText: frameTexts(kernel),
    lockName: (lock) =>
      lock < devices.length
        ? `device lock of ${devices[lock]?.name}`
        : (kernel.locks[lock - devices.length] ?? '?'),
  };
  const actors = kernel.actors.map((_, id): Root => ({
    identity: identity('actor', id),
    fn: act,
    args: [id],
  }));
  actors.push(...others(kernel));
  const init: Root = { identity: identity('kernel init'), fn: boot_machine, args: [] };
  const past: Root = { identity: identity('given'), fn: take_up_system, args: [] };
  const threads = new Interner<LinuxWorld>(kernel);
  return kernel.boot
    ? { kernel, blueprint, past: null, story: [init, ...actors], notes, threads }
    : { kernel, blueprint, past, story: actors, notes, threads };
}

function others({ others: { load, trigger } }: Kernel): Root[] {
  const loads = load.map((name): Root => ({
    identity: identity('others load', name),
    fn: others_load,
    args: [name],
  }));
  const binds: Root[] = trigger ? [{ identity: identity('others bind'), fn: others_trigger, args: [] }] : [];
  return [...loads, ...binds];
}

function services(kernel: Kernel): Root[] {
  const roots: Root[] = [...kernel.doors.services(kernel)];
  const queues = kernel.userspace.udev ? [...new Set(kernel.setup.eventQueue)] : [];
  for (const queue of queues) roots.push({ identity: identity('udevd', queue), fn: udevd, args: [queue] });
  return roots;
}

/**
 * Enough for every actor, every udev worker, a few queued helpers per device, a timer per registration, and two of each
 * kind of the system's own processes per device or driver.
 */
function slotsOf(kernel: Kernel): number {
  const { devices, drivers } = kernel.setup;
  const actions = kernel.actors.reduce((sum, actor) => sum + actor.actions.length, 0);
  const timers = kernel.boot && kernel.deferTimeout ? drivers.length + 8 * actions : 0;
  const own = kernel.workers.reduce((sum, { about }) => {
    const pairs = devices.length * drivers.length;
    return sum + 2 * { device: devices.length, driver: drivers.length, pair: pairs, system: 1 }[about];
  }, 0);
  return 8 + kernel.actors.length + 7 * devices.length + timers + own;
}

/** A booting machine starts with nothing enabled; a running one has late_initcall long behind it (5.5). */
function firstState(world: LinuxWorld): LinuxWorld {
  for (const { id, autoprobe } of world.setup.buses) world.emit(FACT['autoprobe-set'], id, autoprobe ? 1 : 0);
  if (world.kernel.boot) return world;
  world.emit(FACT['defer-enabled']);
  world.emit(FACT['initcalls-done']);
  world.emit(FACT['stage-entered'], STAGE.root);
  return world;
}
