/**
 * IOKit's resources (systems reference A4.7): names that drivers publish and others wait for. A wait has no timeout
 * and blocks the config thread, with the nub's other categories behind it. The nub of resources itself never waits:
 * there a missing name is a match that fails, and each publication has it matched again (IOService.cpp, startCandidate
 * and publishResource). What was published stays.
 */
import { waitFor } from '../../engine/effect.ts';
import type { Kernel, Process } from '../../linux/kernel.ts';
import { step } from '../../linux/operations.ts';
import { markDriver } from '../steps.ts';
import { OF_DRIVER } from './marks.ts';
import { isPublished, neededBy, publishedRead } from './resource-names.ts';

const published = step(
  'a resource',
  (kernel, resource) => ({ reads: publishedRead(kernel, resource), writes: [] }),
  (world, resource) => (isPublished(world, resource) ? 1 : 0),
);

/** checkResources: returns when all is there that the start needs. */
export function* checkResources(kernel: Kernel, driver: number, device: number): Process {
  for (const resource of neededBy(kernel, driver, device)) yield waitFor(published(resource));
  return 0;
}

/** publishResource, in the driver's start: who waits goes on. Returns 1 if there was anything to publish. */
export function* publishResource(kernel: Kernel, driver: number): Process {
  if (!kernel.traits.driver.publishes?.[driver]) return 0;
  yield markDriver(driver, OF_DRIVER.published, 1);
  return 1;
}
