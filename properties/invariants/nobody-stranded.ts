import type { Finish, Invariant } from '../../sim/check/invariant.ts';
import { placeName, slotsAt, slotTold } from '../../sim/check/slots.ts';
import { CAUSE } from '../../sim/model/outcome.ts';
import type { World } from '../../sim/model/world.ts';

/** An administrator wanted the slot free, or the device is on its way out: nobody has to serve it. */
function isWantedFree(world: World, device: number, slot: number): boolean {
  const cause = world.slotCause(slot, device);
  return isGone(world, device) || cause === CAUSE.unbind || cause === CAUSE.reprobe;
}

const isGone = (world: World, device: number): boolean =>
  !world.device(device, 'named') || world.device(device, 'dead') !== 0;

/** The core re-attaches nothing after these (reference 8.7): stranded, but as documented. */
const NOT_REATTACHED: readonly number[] = [
  CAUSE['driver-removed'],
  CAUSE['supplier-unbound'],
  CAUSE.ungrouped,
];

interface Stranded {
  readonly at: { readonly device: number; readonly slot?: string };
  /** The device, or which slot of it. */
  readonly which: string;
  /** Name of a driver that would accept it. */
  readonly willing: string;
  readonly byDesign: boolean;
}

type Judged = Pick<Finish, 'world' | 'judge'>;

function strandedIn(judged: Judged): readonly Stranded[] {
  const { setup } = judged.world;
  return setup.devices.flatMap(({ id }) =>
    slotsAt(judged.world, id).flatMap((slot) => strandedSlot(judged, id, slot)),
  );
}

/** Whether this slot of the device is without a driver that would accept it. */
function strandedSlot(judged: Judged, device: number, slot: number): readonly Stranded[] {
  const { world, judge } = judged;
  // Where devices have several slots, the system says whether the driver's own is free.
  if ((world.device(device, 'driver') && !world.setup.marks.slots) || isWantedFree(world, device, slot))
    return [];
  const willing = world.setup.drivers.find(
    ({ id }) => world.slotAt(id, device) === slot && judge.wouldAccept(id, device),
  );
  if (!willing) return [];
  const left = NOT_REATTACHED.includes(world.slotCause(slot, device));
  const byDesign = left || judge.waitsToBeAsked === true;
  const at = { device, ...slotTold(world, willing.id, device) };
  return [{ at, which: placeName(world, willing.id, device), willing: willing.name, byDesign }];
}

export const nobodyStranded: Invariant = {
  name: 'nobody-stranded',
  says: 'When all is quiet, no device is without a driver that is registered and would accept it.',
  because: 'Nothing will try again: the device stays dead until somebody notices.',
  mutant: 'forget-missed-trigger',
  atEnd: (finish) => {
    if (finish.is !== 'quiet') return [];
    const { world } = finish;
    return strandedIn(finish).map(({ at, which, willing, byDesign }) => {
      const listed = world.device(at.device, 'deferred') ? ' (it is still on the deferred list)' : '';
      return { ...at, why: `${which} has no driver although ${willing} would accept it${listed}`, byDesign };
    });
  },
  forEver: (state) =>
    strandedIn(state).map(({ at, which, willing, byDesign }) => ({
      ...at,
      why: `${which} stays without a driver for ever although ${willing} would accept it`,
      byDesign,
    })),
};
