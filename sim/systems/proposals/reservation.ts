/**
 * A bounded reservation (systems reference C3): a catch-all that is about to be tried leaves the device alone while a
 * specific driver is obtainable, for a stated time at most. Nobody is blocked meanwhile: the walk ends, and a keeper
 * looks again when nobody is awaited any more, or when the time is up.
 */
import { call, restUntil, sleep, spawn, tail } from '../../engine/effect.ts';
import { __device_attach } from '../../linux/attach.ts';
import { workerIdentity, type Kernel, type LinuxWorld, type Process } from '../../linux/kernel.ts';
import { step } from '../../linux/operations.ts';
import type { WorkerKind } from '../../linux/system-parts.ts';
import { objectOf } from '../../model/layout.ts';
import { FACT } from '../../model/world.ts';
import { EXPIRED, FREE, HOLDS, isAwaited, rivalsRead } from './coming.ts';
import { HELD, reservationOf } from './rules.ts';

export const KEEPER: WorkerKind = { name: 'keeper', about: 'device' };
export const TIMER: WorkerKind = { name: 'reservation timer', about: 'device' };

const changesHold = (name: string, run: (world: LinuxWorld, device: number) => number) =>
  step(name, (_kernel, device) => ({ reads: [], writes: [objectOf('device-mark', device)] }), run);

/** 1: nobody keeps the device yet. */
const beginHold = changesHold('device held', (world, device) => {
  if (world.deviceMark(device, HELD) !== FREE) return 0;
  world.emit(FACT['device-marked'], device, HELD, HOLDS);
  return 1;
});

const expire = changesHold('reservation over', (world, device) => {
  if (world.deviceMark(device, HELD) !== HOLDS) return 0;
  world.emit(FACT['device-marked'], device, HELD, EXPIRED);
  return 1;
});

const endHold = changesHold('device let go', (world, device) => {
  if (world.deviceMark(device, HELD) !== FREE) world.emit(FACT['device-marked'], device, HELD, FREE);
  return 0;
});

const isServedOrGone = (world: LinuxWorld, device: number): boolean =>
  world.boundTo(device) >= 0 || world.device(device, 'dead') !== 0 || !world.device(device, 'named');

/** 1: somebody has it or it is gone; 2: nobody is awaited any more; 3: the time is up. */
const holdOver = step(
  'the reservation',
  (kernel, device) => ({ reads: [...rivalsRead(kernel, device), objectOf('device', device)], writes: [] }),
  (world, device) => {
    if (isServedOrGone(world, device)) return 1;
    if (world.deviceMark(device, HELD) === EXPIRED) return 3;
    return isAwaited(world, device) ? 0 : 2;
  },
);

const servedOrGone = step(
  'the device served or gone',
  (_kernel, device) => ({ reads: [objectOf('device', device)], writes: [] }),
  (world, device) => (isServedOrGone(world, device) ? 1 : 0),
);

/** The device lock is held by the walk that had to stop here. */
export function* reserve(kernel: Kernel, device: number): Process {
  if (!(yield beginHold(device))) return 0;
  yield spawn(workerIdentity(kernel, KEEPER.name, device), keep, device);
  if (reservationOf(kernel) < 0) return 0;
  yield spawn(workerIdentity(kernel, TIMER.name, device), ring, device);
  return 0;
}

function* ring(kernel: Kernel, device: number): Process {
  const time = reservationOf(kernel);
  yield sleep(`reservation of ${kernel.setup.devices[device]?.name}`, { min: time, max: time });
  yield expire(device);
  return 0;
}

/** A timer of an earlier hold of the same device may ring early: it is still at most the stated time. */
function* keep(_kernel: Kernel, device: number): Process {
  const why = yield restUntil(holdOver(device));
  if (why === 3) return tail(open_to_all, device);
  yield endHold(device);
  if (why === 2) yield call(__device_attach, device, 0);
  return 0;
}

/** Once the time is up catch-alls may have the device, as long as nobody does. */
function* open_to_all(_kernel: Kernel, device: number): Process {
  yield call(__device_attach, device, 0);
  yield restUntil(servedOrGone(device));
  yield endHold(device);
  return 0;
}
