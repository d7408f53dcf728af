/** The daemon of IOKit's user space (systems reference A4.7), as far as parked nubs wait for it. */
import { call, restUntil } from '../../engine/effect.ts';
import { workerIdentity, type Kernel, type Process } from '../../linux/kernel.ts';
import type { Root } from '../../linux/system-parts.ts';
import { rootIsThere } from '../loads.ts';
import { deviceMark, markDevice } from '../steps.ts';
import { OF_DEVICE } from './marks.ts';
import { register_service } from './matching.ts';

/** The daemon is up: whoever was parked is matched again. Nobody is parked after this. */
export function* iokit_daemon(kernel: Kernel): Process {
  yield restUntil(rootIsThere());
  for (const { id } of kernel.setup.devices) {
    if (!(yield deviceMark(id, OF_DEVICE.parked))) continue;
    yield markDevice(id, OF_DEVICE.parked, 0);
    yield call(register_service, id);
  }
  return 0;
}

/** The daemon is a process of its own only where it can be awaited. */
export const daemons = (kernel: Kernel): readonly Root[] =>
  kernel.boot !== null && kernel.traits.driver.defer?.includes(1)
    ? [{ identity: workerIdentity(kernel, 'daemon'), fn: iokit_daemon, args: [] }]
    : [];
