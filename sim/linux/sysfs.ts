/** Manual control through sysfs: drivers/base/bus.c and the buses' own files (reference 8). Each returns an outcome. */
import { call, holding, holdingAll } from '../engine/effect.ts';
import { objectOf } from '../model/layout.ts';
import { CAUSE, OUTCOME } from '../model/outcome.ts';
import { FACT } from '../model/world.ts';
import { __device_attach, CUT } from './attach.ts';
import { driver_attach } from './driver.ts';
import { rulesOf, type Kernel, type LinuxWorld, type Process } from './kernel.ts';
import { deviceLock, driverLocks, parentLockOf } from './locks.ts';
import { match, NO_MATCH } from './match.ts';
import { looksAtDevice, step, tells } from './operations.ts';
import { __driver_probe_device, BOUND, outcomeOf } from './probe.ts';
import { bus_rescan_devices_helper, hasDriver } from './rebind.ts';
import { device_driver_detach } from './release.ts';
import { BIND_FILE, closeFile, ID_FILE, openFile } from './store.ts';

/** A device looked up by its name on the bus. */
export const onBus = looksAtDevice('device by name', (world, device) => world.device(device, 'named'));

/** What the writer is told; `driver` -1 where none is named. */
export const tellWriter = tells('answer', (world, device, driver, outcome) => {
  world.emit(FACT['command-answered'], device, driver, outcome);
  return 0;
});

/** 8.2. A negative match passes the test; probe errors come back as errno, a deferral as EAGAIN. */
export function* bind_store(_kernel: Kernel, driver: number, device: number): Process {
  if (!(yield openFile(driver, BIND_FILE))) return OUTCOME.ENOENT;
  const outcome = yield call(bind_by_name, driver, device);
  yield closeFile(driver);
  return outcome;
}

function* bind_by_name(kernel: Kernel, driver: number, device: number): Process {
  if (!(yield onBus(device))) return OUTCOME.ENODEV; // 1
  if ((yield match(device, driver)) === NO_MATCH) return OUTCOME.ENODEV; // 2
  const result = yield* holdingAll(driverLocks(kernel, device), __driver_probe_device, driver, device); // 3
  if (result === BOUND) return OUTCOME.ok;
  return bindError(outcomeOf(result)); // 4
}

/** 8.2.4: outcomes of the core's own making as the errno that the writer sees. */
export function bindError(outcome: number): number {
  switch (outcome) {
    case OUTCOME.EPROBE_DEFER:
    case OUTCOME.supplier:
    case OUTCOME.blocked:
    case OUTCOME['not-ready']:
      return OUTCOME.EAGAIN;
    case OUTCOME.claimed:
      return OUTCOME.EBUSY;
    case OUTCOME.dead:
      return OUTCOME.ENODEV;
    case OUTCOME['1']:
      return OUTCOME.EPERM;
    default:
      return outcome;
  }
}

/** 8.3.1: dev->driver compared without the lock. */
const boundToIt = looksAtDevice('bound to it?', (world, device, driver) =>
  world.device(device, 'driver') === driver + 1 ? 1 : 0,
);

/** 8.3. P8: whoever owns the device once the lock is held loses it, even if it is another driver by then. */
export function* unbind_store(_kernel: Kernel, driver: number, device: number): Process {
  if (!(yield openFile(driver, BIND_FILE))) return OUTCOME.ENOENT;
  const outcome = yield call(unbind_by_name, driver, device);
  yield closeFile(driver);
  return outcome;
}

function* unbind_by_name(_kernel: Kernel, driver: number, device: number): Process {
  if (!(yield onBus(device))) return OUTCOME.ENODEV;
  if (!(yield boundToIt(device, driver))) return OUTCOME.ENODEV;
  yield call(device_driver_detach, -1, device, CAUSE.unbind);
  return OUTCOME.ok;
}

/** 8.4: an owned device and "nothing bound" are both success; a walk that was cut short is EINVAL. */
export function* drivers_probe_store(_kernel: Kernel, device: number): Process {
  if (!(yield onBus(device))) return OUTCOME.ENODEV;
  if (yield hasDriver(device)) return OUTCOME.ok;
  const result = yield call(bus_rescan_devices_helper, device);
  return result === CUT ? OUTCOME.EINVAL : OUTCOME.ok;
}

const setOverride = step(
  'driver_override',
  (_kernel, device) => ({ reads: [], writes: [objectOf('device-id', device)] }),
  (world, device, driver) => {
    world.emit(FACT['override-set'], device, driver);
    return 0;
  },
);

/** Buses whose devices have a driver_override file (8.1); on the others the writer finds none. */
const WITH_OVERRIDE: ReadonlySet<string> = new Set(['generic', 'pci', 'platform']);

/** 8.1: changes nothing else. 6.1 takes the device lock, so the write waits for a probe in flight; 6.12 does not. */
export function* driver_override_store(kernel: Kernel, device: number, driver: number): Process {
  if (!WITH_OVERRIDE.has(rulesOf(kernel, device))) return OUTCOME.ENOENT;
  if (!(yield onBus(device))) return OUTCOME.ENOENT; // its file is gone with it
  if (kernel.age.overrideTakesLock) yield* holding(deviceLock(device), set_override, device, driver);
  else yield setOverride(device, driver);
  return OUTCOME.ok;
}

function* set_override(_kernel: Kernel, device: number, driver: number): Process {
  yield setOverride(device, driver);
  return 0;
}

/**
 * Whether the bus refuses an id that the table or the list has already. pci does (9.1.5); usb and hid put whatever is
 * written on the list, once more if it is there (usb_store_new_id, hid's new_id_store).
 */
const refusesDoubles = (world: LinuxWorld, driver: number): boolean => {
  const rules = rulesOfDriver(world, driver);
  return rules !== 'usb' && rules !== 'hid';
};

const rulesOfDriver = ({ setup }: LinuxWorld, driver: number): string =>
  setup.buses[setup.drivers[driver]?.bus ?? -1]?.rules ?? 'generic';

const addDynamicId = step(
  'dynamic id added',
  (kernel, id) => ({
    reads: [objectOf('driver-files', kernel.setup.dynamicIds[id]?.driver)],
    writes: [objectOf('driver-ids', kernel.setup.dynamicIds[id]?.driver)],
  }),
  (world, id) => {
    const { driver, devices } = world.setup.dynamicIds[id] ?? { driver: -1, devices: [] };
    const known = world.words[world.layout.dynamicId + id] !== 0;
    const inTable = devices.length > 0 && devices.every((device) => world.setup.idMatch[driver]?.[device]);
    if ((known || inTable) && refusesDoubles(world, driver)) return OUTCOME.EEXIST;
    world.emit(FACT['dynid-added'], id, driver);
    return OUTCOME.ok;
  },
);

/** 9.1.5: then the driver walks the whole bus; only unclaimed devices can bind. */
export function* new_id_store(kernel: Kernel, id: number): Process {
  const driver = kernel.setup.dynamicIds[id]?.driver ?? -1;
  if (!(yield openFile(driver, ID_FILE))) return OUTCOME.ENOENT;
  const outcome = yield addDynamicId(id);
  if (outcome === OUTCOME.ok) yield call(driver_attach, driver, -1);
  yield closeFile(driver);
  return outcome;
}

/**
 * 9.1.6: a bound device keeps its driver. pci says ENODEV where it finds nothing; usb says that all is well
 * (remove_id_store of usb/core/driver.c); hid has no such file. Of an id that is there twice, one goes.
 */
export const removeDynamicId = step(
  'dynamic id removed',
  (kernel, id) => ({ reads: [], writes: [objectOf('driver-ids', kernel.setup.dynamicIds[id]?.driver)] }),
  (world, id) => {
    const driver = world.setup.dynamicIds[id]?.driver ?? -1;
    if (rulesOfDriver(world, driver) === 'hid') return OUTCOME.ENOENT;
    if (world.words[world.layout.dynamicId + id] === 0)
      return refusesDoubles(world, driver) ? OUTCOME.ENODEV : OUTCOME.ok;
    world.emit(FACT['dynid-removed'], id, driver);
    return OUTCOME.ok;
  },
);

/** 8.4: drivers_autoprobe. */
export const setAutoprobe = step(
  'autoprobe set',
  (_kernel, bus) => ({ reads: [], writes: [objectOf('autoprobe', bus)] }),
  (world, bus, flag) => {
    world.emit(FACT['autoprobe-set'], bus, flag);
    return 0;
  },
);

/** device_attach as a subsystem calls it: plain list order, no autoprobe flag (1.6); it waits for a probe in flight. */
export function* device_attach(kernel: Kernel, device: number): Process {
  if (!(yield onBus(device))) return OUTCOME.ENODEV;
  const parent = parentLockOf(kernel, device);
  const locks = parent < 0 ? [] : [deviceLock(parent)];
  const result = yield* holdingAll(locks, __device_attach, device, 0);
  return result === CUT ? OUTCOME.EINVAL : OUTCOME.ok;
}
