/**
 * What a NetBSD driver leaves for after its attach (systems reference A2.7): config_interrupts and
 * config_mountroot. One thread per device waits for the moment; the eight and two threads of A2.6 never run out on
 * machines of this size.
 */
import { call, sleep, spawn, waitFor } from '../../engine/effect.ts';
import { workerIdentity, type Kernel, type Process } from '../../linux/kernel.ts';
import { step } from '../../linux/operations.ts';
import { objectOf } from '../../model/layout.ts';
import { STAGE } from '../../model/outcome.ts';
import { isOpen, markDevice, systemMark } from '../steps.ts';
import type { DriverFacts, Trait } from '../system.ts';
import { config_attach, config_search } from './autoconf.ts';

/** Places of the system's words: a device's deferred work, and whether the boot's search is still on. */
export const PENDING = 0;
export const COLD = 0;

const AT_ONCE = 0;
const MOUNTROOT = 2;

export const CONFIG: Trait<DriverFacts> = {
  says: 'When the rest of its attach runs: at once, when interrupts work, or when the root file system is mounted.',
  values: { words: ['at-once', 'interrupts', 'mountroot'] },
  unsaid: () => AT_ONCE,
};

/** Searches for one free device's driver and attaches it. 1: it has one now. `which`: autoconf.ts. */
export function* attach_best(_kernel: Kernel, device: number, which: number): Process {
  if (!(yield isOpen(device))) return 0;
  const winner = yield call(config_search, device, which);
  if (winner === 0) return 0;
  yield call(config_attach, winner - 1, device);
  yield call(config_later, winner - 1, device);
  return 1;
}

/** A2.7: what the driver left for later is queued while the system is cold or has no root, else it runs at once. */
function* config_later(kernel: Kernel, driver: number, device: number): Process {
  const when = kernel.traits.driver['config']?.[driver] ?? AT_ONCE;
  if (when === AT_ONCE) return 0;
  if (when === MOUNTROOT ? yield rootMounted() : !(yield systemMark(COLD))) return 0;
  yield markDevice(device, PENDING, 1);
  yield spawn(workerIdentity(kernel, 'config thread', device), config_thread, device, when);
  return 0;
}

const rootMounted = step(
  'the root file system',
  () => ({ reads: [objectOf('stage')], writes: [] }),
  (world) => (world.one('stage') === STAGE.root ? 1 : 0),
);

const interruptsWork = step(
  'the end of the cold start',
  () => ({ reads: [objectOf('mark', COLD)], writes: [] }),
  (world) => (world.systemMark(COLD) === 0 ? 1 : 0),
);

/** config_interrupts_thread, config_mountroot_thread. */
function* config_thread(kernel: Kernel, device: number, when: number): Process {
  yield waitFor(when === MOUNTROOT ? rootMounted() : interruptsWork());
  yield sleep(`deferred work of ${kernel.setup.devices[device]?.name}`, kernel.workerLatency);
  yield markDevice(device, PENDING, 0);
  return 0;
}
