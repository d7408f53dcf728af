/**
 * FreeBSD: devctl's rescan of a bus (systems reference A1.8), as the pci bus does it. What is there and not known is
 * added, what is known and not there is deleted, then the added ones are probed; a child that was known before is
 * left as it is, with a driver or without. So it matters for devices that nobody announces: trait `unannounced`, in
 * whose case `add` and `remove` of a story are only what somebody does with his hands.
 */
import { call } from '../../engine/effect.ts';
import type { Kernel, Process } from '../../linux/kernel.ts';
import { step } from '../../linux/operations.ts';
import { objectOf } from '../../model/layout.ts';
import { OUTCOME } from '../../model/outcome.ts';
import { searchBegun } from '../auction.ts';
import { foundByParent, markDevice } from '../steps.ts';
import { DISABLED, PLUGGED } from './bids.ts';
import { device_add_child, device_delete_child, device_probe_and_attach } from './newbus.ts';
import { child_arrives } from './nomatch.ts';

/** What a parent's driver finds it finds when it attaches. */
const isUnannounced = (kernel: Kernel, device: number): boolean =>
  kernel.traits.device['unannounced']?.[device] === 1 && !foundByParent(kernel, device);

/** Somebody plugs it in. The boot looks at every slot. */
export function* device_comes(kernel: Kernel, device: number): Process {
  if (!isUnannounced(kernel, device)) return yield call(device_add_child, device);
  yield markDevice(device, PLUGGED, 1);
  return (yield searchBegun()) ? OUTCOME.ok : yield call(device_add_child, device);
}

/** Somebody pulls it out. */
export function* device_goes(kernel: Kernel, device: number): Process {
  if (!isUnannounced(kernel, device)) return yield call(device_delete_child, device);
  yield markDevice(device, PLUGGED, 0);
  return OUTCOME.ok;
}

const KNOWN_GONE = 1;
const THERE_UNKNOWN = 2;

/** What the bus knows of the device against what is plugged in. */
const compared = step(
  'plugged in?',
  (_kernel, device) => ({ reads: [objectOf('device', device), objectOf('device-mark', device)], writes: [] }),
  (world, device) => {
    const [known, there] = [world.device(device, 'named') === 1, world.deviceMark(device, PLUGGED) === 1];
    return known === there ? 0 : there ? THERE_UNKNOWN : KNOWN_GONE;
  },
);

/** BUS_RESCAN. Returns an outcome. */
export function* bus_rescan(kernel: Kernel, bus: number): Process {
  const slots = (kernel.setup.buses[bus]?.devices ?? []).filter((device) => isUnannounced(kernel, device));
  const added: number[] = [];
  for (const device of slots)
    if ((yield compared(device)) === THERE_UNKNOWN && (yield call(child_arrives, device)) === OUTCOME.ok)
      added.push(device);
  for (const device of slots)
    if ((yield compared(device)) === KNOWN_GONE) yield call(device_delete_child, device);
  for (const device of added) {
    yield markDevice(device, DISABLED, 0);
    yield call(device_probe_and_attach, device);
  }
  return OUTCOME.ok;
}
