/**
 * Driver flavours (reference 11.3, Gunthorpe): every device has a flavour, written in sysfs; every entry of an id table
 * has one too; a driver is asked only about devices of its flavour. So a device can be for the host or for guests, and
 * the drivers of one flavour need not know those of another.
 *
 * A story's `override` stands for the write of the flavour: naming a driver gives the device that driver's flavour.
 * Where a scenario says nothing a driver with nothing but override_only entries has a flavour of its own kind, all
 * others the ordinary one. What the proposal leaves open: who is first within one flavour. Here, list order, so a
 * catch-all of a flavour is no better off than before.
 */
import { judgeOf } from '../../linux/available.ts';
import { LINUX_DOORS } from '../../linux/doors.ts';
import type { Kernel, LinuxWorld } from '../../linux/kernel.ts';
import { byBus, idsMatch } from '../../linux/match.ts';
import { AS_LINUX, LINUX } from '../linux.ts';
import { NO_TRAITS, type Dialect, type System } from '../system.ts';

const FLAVOURS: Dialect = {
  ...NO_TRAITS,
  driver: { flavour: { says: 'The flavour of its id table.', values: 'name', unsaid: () => 0 } },
  device: { flavour: { says: 'The flavour it comes with.', values: 'name', unsaid: () => 0 } },
};

/** Of drivers that have nothing but override_only entries. */
const BY_OVERRIDE = -1;

function flavourOfDriver({ traits, setup }: Kernel, driver: number): number {
  const said = traits.driver['flavour']?.[driver] ?? 0;
  if (said !== 0 || setup.drivers[driver]?.hasIds) return said;
  return setup.overrideOnly[driver]?.includes(true) ? BY_OVERRIDE : 0;
}

function flavourOfDevice({ kernel }: LinuxWorld, device: number, override: number): number {
  if (override > 0) return flavourOfDriver(kernel, override - 1);
  return kernel.traits.device['flavour']?.[device] ?? 0;
}

/** An id given by hand counts for a device whose flavour nobody has written. */
function matches(world: LinuxWorld, device: number, driver: number): boolean {
  const { setup, kernel } = world;
  const rules = setup.buses[setup.devices[device]?.bus ?? -1]?.rules;
  const override = world.device(device, 'override');
  if (rules === 'pci' && !world.device(device, 'matchable')) return false;
  if (override === 0 && world.hasDynamicId(driver, device)) return true;
  if (flavourOfDevice(world, device, override) !== flavourOfDriver(kernel, driver)) return false;
  if (rules !== 'pci' && rules !== 'generic' && rules !== 'platform') return byBus(world, device, driver);
  return idsMatch(world, device, driver) || setup.overrideOnly[driver]?.[device] === true;
}

const leaves = (world: LinuxWorld, driver: number, device: number): boolean =>
  flavourOfDevice(world, device, world.device(device, 'override')) === flavourOfDriver(world.kernel, driver);

export const FLAVOUR: System = {
  ...LINUX,
  says: 'Gunthorpe 2021: a device has a flavour and is matched only by drivers of that flavour, in list order',
  source: 'reference 11.3',
  leavesOut: [
    AS_LINUX,
    'tables with entries of several flavours: a driver has one (11.3)',
    'a flavour that is written without naming a driver (11.3)',
  ],
  readFrom: 'proposal',
  family: 'proposal',
  doors: { ...LINUX_DOORS, inside: { matches } },
  dialect: 'flavour',
  traits: FLAVOURS,
  judgeOf: (world) => judgeOf(world, leaves),
  // driver_override is not what it was: it names a flavour.
  silentOn: ['override-obeyed'],
};
