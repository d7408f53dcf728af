import { deviceName, type Finish, type Invariant } from '../../sim/check/invariant.ts';
import { CAUSE } from '../../sim/model/outcome.ts';
import type { World } from '../../sim/model/world.ts';

/** An administrator wanted it free, or it is on its way out: nobody has to serve it. */
function isWantedFree(world: World, device: number): boolean {
  const free = !world.device(device, 'named') || world.device(device, 'dead') !== 0;
  const cause = world.device(device, 'releasedBy') - 1;
  return free || cause === CAUSE.unbind || cause === CAUSE.reprobe;
}

/** The core re-attaches nothing after these (reference 8.7): stranded, but as documented. */
const NOT_REATTACHED: readonly number[] = [
  CAUSE['driver-removed'],
  CAUSE['supplier-unbound'],
  CAUSE.ungrouped,
];

interface Stranded {
  readonly device: number;
  /** Name of a driver that would accept it. */
  readonly willing: string;
  readonly byDesign: boolean;
}

function strandedIn({ world, judge }: Pick<Finish, 'world' | 'judge'>): readonly Stranded[] {
  return world.setup.devices.flatMap(({ id }) => {
    // Where devices have several slots, the system says whether the driver's own is free.
    if ((world.device(id, 'driver') && !world.setup.marks.slots) || isWantedFree(world, id)) return [];
    const willing = world.setup.drivers.find((driver) => judge.wouldAccept(driver.id, id));
    if (!willing) return [];
    const left = NOT_REATTACHED.includes(world.device(id, 'releasedBy') - 1);
    const byDesign = left || judge.waitsToBeAsked === true;
    return [{ device: id, willing: willing.name, byDesign }];
  });
}

export const nobodyStranded: Invariant = {
  name: 'nobody-stranded',
  says: 'When all is quiet, no device is without a driver that is registered and would accept it.',
  because: 'Nothing will try again: the device stays dead until somebody notices.',
  mutant: 'forget-missed-trigger',
  atEnd: (finish) => {
    if (finish.is !== 'quiet') return [];
    const { world } = finish;
    return strandedIn(finish).map(({ device, willing, byDesign }) => {
      const listed = world.device(device, 'deferred') ? ' (it is still on the deferred list)' : '';
      const why = `${deviceName(world, device)} has no driver although ${willing} would accept it${listed}`;
      return { device, why, byDesign };
    });
  },
  forEver: (state) =>
    strandedIn(state).map(({ device, willing, byDesign }) => ({
      device,
      why: `${deviceName(state.world, device)} stays without a driver for ever although ${willing} would accept it`,
      byDesign,
    })),
};
