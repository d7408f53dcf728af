/**
 * FreeBSD's interrupt config hooks (systems reference A1.7c): a driver may look for children in a hook that runs when
 * interrupts work, and the boot goes on when no hook is left. After the boot a hook runs at once. Each hook has a
 * process of its own here; in the source one after the other is begun, and their work goes on beside each other.
 */
import { call, holding, sleep, spawn, waitFor } from '../../engine/effect.ts';
import { identity, workerIdentity, type Kernel, type Process } from '../../linux/kernel.ts';
import { systemLock } from '../../linux/locks.ts';
import { step } from '../../linux/operations.ts';
import { objectOf } from '../../model/layout.ts';
import { bind_driver, bind_driver_alone, child_appears, holderOf, markDevice, markSystem } from '../steps.ts';
import { COLD, HOOKED } from './bids.ts';

const hasHook = ({ traits }: Kernel, driver: number): boolean => traits.driver['config-hook']?.[driver] === 1;

const anyHooks = ({ traits }: Kernel): boolean => traits.driver['config-hook']?.includes(1) === true;

/** The end of an attach that succeeded: children are found from now on, or by the hook. Returns an outcome. */
export function* attached(kernel: Kernel, driver: number, device: number): Process {
  if (!hasHook(kernel, driver)) return yield call(bind_driver, driver, device);
  const outcome = yield call(bind_driver_alone, driver, device);
  yield markDevice(device, HOOKED, 1);
  yield spawn(workerIdentity(kernel, 'config hook', device), config_intrhook, device, driver);
  return outcome;
}

const interruptsWork = step(
  'interrupts',
  () => ({ reads: [objectOf('mark', COLD)], writes: [] }),
  (world) => (world.systemMark(COLD) === 0 ? 1 : 0),
);

function* config_intrhook(kernel: Kernel, device: number, driver: number): Process {
  yield waitFor(interruptsWork());
  yield sleep(`config hook of ${kernel.setup.devices[device]?.name}`, kernel.workerLatency);
  return yield* holding(systemLock(kernel, 0), run_hook, device, driver);
}

/** A driver that has let go has taken its hook back. */
function* run_hook(kernel: Kernel, device: number, driver: number): Process {
  if ((yield holderOf(device)) === driver + 1)
    for (const child of kernel.children[device] ?? [])
      yield spawn(identity('enumerate', child), child_appears, child);
  yield markDevice(device, HOOKED, 0);
  return 0;
}

const noHooks = step(
  'config hooks',
  ({ setup }) => ({ reads: setup.devices.map(({ id }) => objectOf('device-mark', id)), writes: [] }),
  (world) => (world.setup.devices.some(({ id }) => world.deviceMark(id, HOOKED) !== 0) ? 0 : 1),
);

/** No interrupts until the passes are over. */
export function* cold_start(kernel: Kernel): Process {
  if (anyHooks(kernel)) yield markSystem(COLD, 1);
  return 0;
}

/** Interrupts work, and whoever has a hook is waited for. */
export function* run_interrupt_driven_config_hooks(kernel: Kernel): Process {
  if (!anyHooks(kernel)) return 0;
  yield markSystem(COLD, 0);
  yield waitFor(noHooks());
  return 0;
}
