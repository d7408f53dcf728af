/**
 * NetBSD autoconf (systems reference A2): tables of entries, match answers with a score, the highest wins; modules
 * append tables and have the buses rescanned; nothing detaches a device for a better driver. Match and attach run
 * under the big kernel lock, here held while they sleep (B3).
 *
 * What a story can do: `unbind` is drvctl's detach; `rescan` its rescan of a bus, `attach` and `drivers_probe` the
 * same narrowed to one device by locators. There is no verb that names a driver (A2.8).
 */
import { call, holding, tail, type ProcessFunction } from '../../engine/effect.ts';
import { rulesOf, type Kernel, type LinuxWorld, type Process } from '../../linux/kernel.ts';
import { systemLock } from '../../linux/locks.ts';
import { lastBound } from '../../linux/release.ts';
import type { Doors } from '../../linux/system-parts.ts';
import { objectOf } from '../../model/layout.ts';
import { CAUSE, OUTCOME } from '../../model/outcome.ts';
import { beginSearch, isThere, searchBegun } from '../auction.ts';
import { judgeWhere } from '../judge.ts';
import { LINUX_6_1 } from '../linux.ts';
import {
  device_arrives,
  device_leaves,
  driver_arrives,
  driver_leaves,
  holderOf,
  isOpen,
  markDevice,
  markSystem,
  nextUnbound,
  stop_driver,
} from '../steps.ts';
import { asItIs, type Dialect, type System } from '../system.ts';
import { ALL, MATCH, UNIT } from './autoconf.ts';
import { LATER, pendingWork, scanOf } from './deferred.ts';
import {
  attach_best,
  BOOT,
  COLD,
  CONFIG,
  config_finalize,
  config_finalize_mountroot,
  config_process_deferred,
  endColdStart,
} from './later.ts';
import { halves, mayHave, usbd_probe_and_attach } from './usb.ts';

const TRAITS: Dialect = {
  driver: {
    match: MATCH,
    unit: UNIT,
    config: CONFIG,
  },
  device: {},
  system: {},
};

/** The process function with the kernel lock held (A2.6). */
const locked = (fn: ProcessFunction<LinuxWorld>) =>
  function* with_kernel_lock(kernel: Kernel, ...args: number[]): Process {
    return yield* holding(systemLock(kernel, 0), fn, ...args);
  };

function* device_add(_kernel: Kernel, device: number): Process {
  const outcome = yield call(device_arrives, device);
  if (outcome !== OUTCOME.ok || !(yield searchBegun())) return outcome;
  yield call(config_found, device);
  return OUTCOME.ok;
}

/** One device that has no driver is searched for; usb has three phases of its own (A2.5). Returns an outcome. */
function* config_found(kernel: Kernel, device: number): Process {
  if (!(yield isOpen(device))) return OUTCOME.EBUSY;
  if (rulesOf(kernel, device) === 'usb') yield call(usbd_probe_and_attach, device);
  else yield call(attach_best, device, ALL);
  return (yield holderOf(device)) ? OUTCOME.ok : OUTCOME.ENXIO;
}

/** The boot's one search; after it interrupts work. */
function* config_rootfound(kernel: Kernel): Process {
  yield markSystem(BOOT, COLD);
  yield beginSearch();
  for (const { id } of kernel.setup.buses) {
    yield call(search_bus, id, -1);
    yield call(config_process_deferred, -1, id, 0);
  }
  yield endColdStart();
  return 0;
}

const rootfound_locked = locked(config_rootfound);

/** The boot's end waits for whoever has pending work, and for the hooks (A2.7). */
function* configure(): Process {
  yield call(rootfound_locked);
  return tail(config_finalize);
}

/** Children without a driver are searched for again, by all entries. Attached ones are left alone. */
function* search_bus(_kernel: Kernel, bus: number, after: number): Process {
  const device = yield nextUnbound(bus, after);
  if (device < 0) return OUTCOME.ok;
  yield call(config_found, device);
  return tail(search_bus, bus, device);
}

/** A2.4: the bus is searched, then what was deferred on it runs, also what a device that came late has deferred. */
function* rescan_bus(_kernel: Kernel, bus: number): Process {
  yield call(search_bus, bus, -1);
  yield call(config_process_deferred, -1, bus, 1);
  return OUTCOME.ok;
}

/** The same for what one device hangs on, narrowed to it by locators. Returns an outcome. */
function* rescan_for(kernel: Kernel, device: number): Process {
  const outcome = yield call(config_found, device);
  yield call(config_process_deferred, ...scanOf(kernel, device), 0);
  return outcome;
}

/** A2.4, config_init_component: its table is appended, then the parents that it is for are rescanned. */
function* config_init_component(kernel: Kernel, driver: number): Process {
  const outcome = yield call(driver_arrives, driver);
  if (outcome !== OUTCOME.ok || !(yield searchBegun())) return outcome;
  return tail(rescan_bus, kernel.setup.drivers[driver]?.bus ?? -1);
}

/** A2.4: what was found through its table is detached first; one that refuses ends it. */
function* config_fini_component(_kernel: Kernel, driver: number): Process {
  if (!(yield isThere(driver))) return OUTCOME.ENOENT;
  const device = (yield lastBound(driver)) - 1;
  if (device < 0) return tail(driver_leaves, driver);
  const outcome = yield call(config_detach, device, CAUSE['driver-removed']);
  return outcome === OUTCOME.ok ? tail(config_fini_component, driver) : outcome;
}

/** A2.6: refused while the device has pending work. */
function* config_detach(_kernel: Kernel, device: number, cause: number): Process {
  if (yield pendingWork(device)) return OUTCOME.EBUSY;
  return tail(detach, device, cause);
}

/** What has not run by now never will. */
function* detach(_kernel: Kernel, device: number, cause: number): Process {
  yield markDevice(device, LATER, 0);
  return tail(stop_driver, device, cause);
}

function* drvctl_detach(_kernel: Kernel, driver: number, device: number): Process {
  if ((yield holderOf(device)) !== driver + 1) return OUTCOME.ENXIO;
  return tail(config_detach, device, CAUSE.unbind);
}

/** Children first. Refused like any detach, though nobody asks a child whose parent's driver goes. */
function* device_del(_kernel: Kernel, device: number): Process {
  if (yield pendingWork(device)) return OUTCOME.EBUSY;
  return tail(del_locked, device);
}

function* del_locked(kernel: Kernel, device: number): Process {
  for (const { id, parent } of kernel.setup.devices) if (parent === device) yield call(del_locked, id);
  yield call(detach, device, CAUSE['device-removed']);
  return tail(device_leaves, device);
}

const DOORS: Doors = {
  add: locked(device_add),
  remove: locked(device_del),
  removeChild: del_locked,
  register: locked(config_init_component),
  unregister: locked(config_fini_component),
  lateInit: configure,
  rootMounted: config_finalize_mountroot,
  verbs: {
    unbind: locked(drvctl_detach),
    rescan: locked(rescan_bus),
    attach: locked(rescan_for),
    drivers_probe: locked(rescan_for),
  },
  services: () => [],
};

export const NETBSD: System = {
  says: 'NetBSD autoconf: the highest score wins, attach cannot fail, modules have their buses rescanned',
  source: 'systems reference A2: sys/kern/subr_autoconf.c, parts of sys/dev/usb',
  readFrom: 'code',
  leavesOut: ['pseudo-devices (A2.7)', 'wiring by locators (A2.8)', 'suspend and resume (A2.8)'],
  family: 'other',
  byDesign: [],
  age: LINUX_6_1,
  doors: DOORS,
  dialect: 'netbsd',
  traits: TRAITS,
  marks: { device: ['left for later'], driver: [], system: ['boot'], pair: null, slots: false },
  locks: ['kernel lock'],
  workers: [{ name: 'config thread', about: 'device' }],
  holders: {
    'the end of the cold start': [{ fn: 'config_rootfound' }],
    'devices that hold up the boot': [{ fn: 'config_thread' }, { fn: 'rescan_bus' }, { fn: 'rescan_for' }],
    'the threads of config_mountroot': [{ fn: 'config_thread' }],
  },
  judgeOf: (world) => judgeWhere(world, (driver, device) => mayHave(world, driver, device)),
  judgeReads: (kernel, device) => halves(kernel, device).map((one) => objectOf('device', one)),
  slotTrait: null,
  // A cold start ends for all devices at once, and deferred work waits for it.
  projects: false,
  silentOn: ['suppliers-first', 'override-obeyed'],
  prepare: asItIs,
};
