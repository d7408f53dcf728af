/**
 * Whether a projection begins where the whole does. The given past is played undisturbed in both, but in the
 * whole others take part in it: they may have retried a device of the cluster, or taken a trigger from it.
 * Where the two pasts leave the cluster differently, the device cannot be explored alone.
 */
import { Machine } from './engine/machine.ts';
import type { LinuxWorld } from './linux/kernel.ts';
import { DEV, DRV } from './model/layout.ts';
import { boot } from './scenario/boot/boot.ts';
import type { Scenario } from './scenario/scenario.ts';
import { startStory } from './simulate.ts';
import { systemOf } from './systems/catalogue.ts';

/** What a past left of each device and driver, by name and with names for pointers. */
export interface Past {
  readonly devices: ReadonlyMap<string, string>;
  readonly drivers: ReadonlyMap<string, string>;
}

/** Plays the past of a scenario and tells what it left; null: it has none, the machine boots. */
export function pastOf(scenario: Scenario): Past | null {
  if (scenario.boot !== null) return null;
  const booted = boot(scenario, systemOf(scenario), 'untimed');
  const machine = new Machine<LinuxWorld>(booted.blueprint, booted.threads);
  startStory(machine, booted);
  const { world } = machine;
  return {
    devices: new Map(scenario.devices.map(({ name }, id) => [name, deviceLeft(world, id)])),
    drivers: new Map(scenario.drivers.map(({ name }, id) => [name, driverLeft(world, id)])),
  };
}

/** Whether the projection's own past leaves all that is in it as the whole's past does. */
export function samePast(whole: Past | null, projected: Past | null): boolean {
  if (whole === null || projected === null) return whole === projected;
  const same = (one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): boolean =>
    [...other].every(([name, left]) => one.get(name) === left);
  return same(whole.devices, projected.devices) && same(whole.drivers, projected.drivers);
}

/** Pointers into lists differ between machines of different size; what they mean is told by other words. */
const POINTERS: readonly (keyof typeof DEV)[] = ['next', 'prev', 'boundPrev', 'boundNext', 'deferNext'];

function deviceLeft(world: LinuxWorld, device: number): string {
  const names: readonly (keyof typeof DEV)[] = ['driver', 'asyncDriver', 'override', 'driverInfo'];
  const fields = (Object.keys(DEV) as (keyof typeof DEV)[]).filter((field) => !POINTERS.includes(field));
  const words = fields.map((field) => {
    const value = world.device(device, field);
    return names.includes(field) ? (world.setup.drivers[value - 1]?.name ?? '') : value;
  });
  const answers = world.setup.drivers
    .filter(({ id }) => world.kernel.possible[id]?.[device])
    .map(({ id, name }) => `${name}:${world.verdict(id, device)}/${world.attempts(id, device)}`);
  return [...words, ...answers].join(' ');
}

function driverLeft(world: LinuxWorld, driver: number): string {
  const own = (['listed', 'named', 'files'] as const satisfies readonly (keyof typeof DRV)[]).map((field) =>
    world.driver(driver, field),
  );
  return own.join(' ');
}
