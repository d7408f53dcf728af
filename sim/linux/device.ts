/**
 * Devices coming: device_add, drivers/base/core.c (reference 1.1), and what the buses put around it. Going: device_del
 * (reference 8.6).
 */
import { call, holding, sleep, tail, waitFor } from '../engine/effect.ts';
import { objectOf } from '../model/layout.ts';
import { CAUSE, OUTCOME, UEVENT } from '../model/outcome.ts';
import { FACT } from '../model/world.ts';
import { __device_attach, bus_probe_device } from './attach.ts';
import { undeferDevice } from './defer.ts';
import { rulesOf, type Kernel, type Process } from './kernel.ts';
import { deviceLock, hubOf } from './locks.ts';
import { deviceOffList, listDevice, unlistDevice } from './lists.ts';
import { changesDevice, deviceListOf, looksAtDevice, pairsOfDevice, step } from './operations.ts';
import { device_release_driver } from './release.ts';
import { kobject_uevent } from './uevent.ts';

/** 1.1.2: the name must be free on its bus. 1: taken, also by one that has just come and gone and is still stood on. */
export const takeName = step(
  'device named',
  (kernel, device) => ({ reads: [deviceListOf(kernel, device)], writes: wordsOf(kernel, device) }),
  (world, device) => {
    if (world.device(device, 'named') || world.device(device, 'listed')) return 1;
    world.emit(FACT['device-named'], device);
    // An earlier device of this name leaves no override behind.
    if (world.device(device, 'override')) world.emit(FACT['override-set'], device, -1);
    return 0;
  },
);

/** All that is remembered about a device: it forgets that when it comes anew. */
function wordsOf(kernel: Kernel, device: number): number[] {
  const { suppliers = [], consumers = [] } = kernel.setup.devices[device] ?? {};
  const own = [objectOf('device', device), objectOf('device-id', device), objectOf('watch', device)];
  const links = suppliers.length + consumers.length > 0 ? [objectOf('links')] : [];
  return [...own, ...links, ...pairsOfDevice(kernel, device)];
}

const prepare = step(
  'device prepared',
  (_kernel, device) => ({ reads: [], writes: [objectOf('device', device), objectOf('device-id', device)] }),
  (world, device, override, driver) => {
    if (override) world.emit(FACT['override-set'], device, override - 1);
    if (driver) world.emit(FACT['device-driver-preset'], device, driver - 1);
    return 0;
  },
);

const markReady = changesDevice('device ready', (world, device) => {
  world.emit(FACT['device-ready'], device);
  return 0;
});

const markMatchable = step(
  'device matchable',
  (_kernel, device) => ({ reads: [], writes: [objectOf('device-id', device)] }),
  (world, device) => {
    world.emit(FACT['device-matchable'], device);
    return 0;
  },
);

/** 1.1. P1: from the listing on, a registration on another thread can find the device. Returns an outcome. */
export function* device_add(kernel: Kernel, device: number): Process {
  if (yield takeName(device)) return OUTCOME.EEXIST; // 2
  const override = kernel.initialOverride[device] ?? -1;
  const preset = kernel.presetDriver[device] ?? -1;
  if (override >= 0 || preset >= 0) yield prepare(device, override + 1, preset + 1);
  yield listDevice(device); // 4
  yield kobject_uevent(device, UEVENT.add); // 7
  yield* holding(deviceLock(device), mark_ready, device); // 9
  // 10. A pci device matches nothing before pci_bus_add_device (9.1.1), so its walk here would ask in vain.
  if (rulesOf(kernel, device) === 'pci') return tail(pci_bus_add_device, device);
  yield call(bus_probe_device, device);
  return OUTCOME.ok;
}

function* mark_ready(_kernel: Kernel, device: number): Process {
  yield markReady(device);
  return 0;
}

/** 9.1.1 and 1.6: from here the device can match; the attach is synchronous and asks no autoprobe flag. */
function* pci_bus_add_device(_kernel: Kernel, device: number): Process {
  yield markMatchable(device);
  yield call(__device_attach, device, 0);
  return OUTCOME.ok;
}

/**
 * device_add as the bus's own code calls it: usb holds the hub's lock (1.3.1). A device that comes again is a new
 * object in the kernel; here it has the old one's words, so walks leave those first, before any lock is taken.
 */
export function* add_device(kernel: Kernel, device: number): Process {
  yield waitFor(deviceOffList(device));
  const hub = hubOf(kernel, device);
  if (hub < 0) return tail(device_add, device);
  return yield* holding(deviceLock(hub), device_add, device);
}

const parentBound = step(
  'parent bound?',
  (kernel, device) => ({ reads: [objectOf('device', kernel.setup.devices[device]?.parent)], writes: [] }),
  (world, device) => {
    const parent = world.setup.devices[device]?.parent ?? -1;
    return parent < 0 || world.boundTo(parent) >= 0 ? 1 : 0;
  },
);

/**
 * A bound parent finds its child after a while (a hub, a host adapter), unless it has lost its driver by then. Drivers
 * stop or await their enumeration in remove; here both hold the parent's lock, so no child outlives its parent.
 */
export function* enumerate_child(kernel: Kernel, child: number): Process {
  const { name = '', parent = -1 } = kernel.setup.devices[child] ?? {};
  yield sleep(`appearance of ${name}`, kernel.appearsAfter[child] ?? { min: 0, max: 0 });
  yield waitFor(deviceOffList(child));
  return yield* holding(deviceLock(parent), enumerate_locked, child);
}

function* enumerate_locked(_kernel: Kernel, child: number): Process {
  if (yield parentBound(child)) yield call(device_add, child);
  return 0;
}

const isNamed = looksAtDevice('there?', (world, device) => world.device(device, 'named'));

/** The bus adds and removes one after the other: a removal waits until device_add has prepared the device (1.1.9). */
const added = looksAtDevice('the adding of the device', (world, device) =>
  !world.device(device, 'named') || world.device(device, 'ready') ? 1 : 0,
);

/** 8.6.1. Without the lock it would not wait for a probe in flight. */
function* mark_dead(_kernel: Kernel, device: number): Process {
  return yield markDead(device);
}

/** 1: somebody else removes it already. */
export const markDead = changesDevice('device dead', (world, device) => {
  if (world.device(device, 'dead') || !world.device(device, 'named')) return 1;
  world.emit(FACT['device-dead'], device);
  return 0;
});

export const forgetDevice = changesDevice('device gone', (world, device) => {
  world.emit(FACT['device-gone'], device);
  return 0;
});

/** 8.6, children first. Returns an outcome: ENODEV if it was not there. */
export function* device_del(kernel: Kernel, device: number): Process {
  if (!(yield isNamed(device))) return OUTCOME.ENODEV;
  yield waitFor(added(device));
  for (const { id, parent } of kernel.setup.devices) if (parent === device) yield call(device_del, id);
  const unlocked = kernel.quirks['no-lock-on-removal'];
  const gone = unlocked ? yield markDead(device) : yield* holding(deviceLock(device), mark_dead, device); // 1
  if (gone) return OUTCOME.ENODEV;
  yield unlistDevice(device); // 3
  if (!unlocked) yield call(device_release_driver, -1, device, CAUSE['device-removed']);
  if (kernel.deferrable[device]) yield undeferDevice(device); // 4
  yield forgetDevice(device);
  yield kobject_uevent(device, UEVENT.remove);
  return OUTCOME.ok;
}

/** device_del as the bus's own code calls it: usb holds the hub's lock. */
export function* remove_device(kernel: Kernel, device: number): Process {
  const hub = hubOf(kernel, device);
  if (hub < 0) return tail(device_del, device);
  return yield* holding(deviceLock(hub), device_del, device);
}
