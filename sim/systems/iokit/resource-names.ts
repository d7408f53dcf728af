/** Names of IOKit's resources (systems reference A4.7): who publishes them, who needs them, which are there. */
import type { Kernel, LinuxWorld } from '../../linux/kernel.ts';
import { objectOf } from '../../model/layout.ts';
import { OF_DRIVER } from './marks.ts';

/** Nobody publishes no name. */
const publishers = ({ setup, traits }: Kernel, resource: number): readonly number[] =>
  setup.drivers
    .filter(({ id }) => resource !== 0 && traits.driver.publishes?.[id] === resource)
    .map(({ id }) => id);

/** Whether somebody has published it; no name is always there. Pure. */
export const isPublished = (world: LinuxWorld, resource: number): boolean =>
  resource === 0 ||
  publishers(world.kernel, resource).some((driver) => world.driverMark(driver, OF_DRIVER.published) === 1);

/** What isPublished reads. */
export const publishedRead = (kernel: Kernel, resource: number): readonly number[] =>
  publishers(kernel, resource).map((driver) => objectOf('driver-mark', driver));

/** Whether this is the nub of resources. */
export const isResources = ({ traits }: Kernel, device: number): boolean =>
  traits.device.resources?.[device] === 1;

/** The resource that a driver on the nub of resources must find there to match at all; 0: none. */
export const mustFind = (kernel: Kernel, driver: number, device: number): number =>
  isResources(kernel, device) ? (kernel.traits.driver.resource?.[driver] ?? 0) : 0;

/** What the start of the driver on this nub waits for, in this order: the nub's, the driver's own. */
export const neededBy = (kernel: Kernel, driver: number, device: number): readonly number[] =>
  isResources(kernel, device)
    ? []
    : [kernel.traits.device.resource?.[device] ?? 0, kernel.traits.driver.resource?.[driver] ?? 0].filter(
        (resource) => resource !== 0,
      );
