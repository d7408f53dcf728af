/**
 * Starting an image in UEFI (systems reference A10.4b): when a driver's entry point has returned, the handles that it
 * made are connected, and no others; so a driver that comes late and brings its controller serves it at once, while
 * controllers that are there already wait for a connect (A10.4c).
 */
import { call } from '../../engine/effect.ts';
import type { Kernel, Process } from '../../linux/kernel.ts';
import { OUTCOME } from '../../model/outcome.ts';
import { hasStarted } from '../stages.ts';
import { device_arrives, driver_arrives } from '../steps.ts';
import { connect } from './connect.ts';

const makerOf = ({ traits }: Kernel, device: number): number => traits.device['made-by']?.[device] ?? 0;

/** Devices that the image of this driver makes as it starts. */
export const madeBy = (kernel: Kernel, driver: number): readonly number[] => {
  const makes = kernel.traits.driver['makes']?.[driver] ?? 0;
  const devices = kernel.setup.devices.map(({ id }) => id);
  return makes === 0 ? [] : devices.filter((id) => makerOf(kernel, id) === makes);
};

/** The entry point installs the binding and makes handles; these are connected once it has returned. An outcome. */
export function* CoreStartImage(kernel: Kernel, driver: number): Process {
  const outcome = yield call(driver_arrives, driver);
  if (outcome !== OUTCOME.ok) return outcome;
  const made: number[] = [];
  for (const id of madeBy(kernel, driver)) if ((yield call(device_arrives, id)) === OUTCOME.ok) made.push(id);
  for (const id of made) yield call(connect, id);
  return outcome;
}

/** Hot plug: a controller that comes by itself is connected, if the boot manager has begun. An outcome. */
export function* device_add(kernel: Kernel, device: number): Process {
  // A bus cannot find what an image makes.
  if (makerOf(kernel, device) !== 0) return OUTCOME.ENODEV;
  const outcome = yield call(device_arrives, device);
  if (outcome === OUTCOME.ok && (yield hasStarted())) yield call(connect, device);
  return outcome;
}
