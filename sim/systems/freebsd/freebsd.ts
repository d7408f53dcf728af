/**
 * FreeBSD newbus (systems reference A1): drivers bid for a device, the best bid wins, a bid of 0 ends the auction,
 * the loser of a failed attach is not consulted, and nothing that comes later takes a device away.
 *
 * What a story can do: `bind` is devctl's "set driver" without the detach flag, `override` the same with it, and
 * without a driver "clear driver"; `unbind` detaches, `attach` and `drivers_probe` attach, `disable` and `enable` are
 * what they say, `reprobe` is a reset that detaches, `block_probing` and `unblock_probing` freeze and thaw, `rescan` a
 * bus (A1.8; rescan.ts). A file's driver-override is a class that the
 * parent has fixed. Of new ids and of autoprobe the reference knows nothing: no such verbs.
 */
import { call, tail } from '../../engine/effect.ts';
import type { Kernel, Process } from '../../linux/kernel.ts';
import { step } from '../../linux/operations.ts';
import type { Doors } from '../../linux/system-parts.ts';
import { objectOf } from '../../model/layout.ts';
import { CAUSE, OUTCOME } from '../../model/outcome.ts';
import { FACT } from '../../model/world.ts';
import { beginSearch, isThere, nameDriver } from '../auction.ts';
import { LINUX_6_1 } from '../linux.ts';
import { holderOf, markDevice, markDriver, markSystem, stop_driver } from '../steps.ts';
import { asItIs, type System } from '../system.ts';
import {
  currentPass,
  DEFERRED,
  DISABLED,
  FROZEN,
  judgeOf,
  MARKS,
  PASS,
  PASS_DEFAULT,
  passOf,
  traitsOf,
} from './bids.ts';
import { attachingBy, attachingIn, underGiant } from './giant.ts';
import { cold_start, run_interrupt_driven_config_hooks } from './hooks.ts';
import {
  bus_driver_added,
  devclass_add_driver,
  device_delete,
  device_enable,
  device_probe_and_attach,
  isDisabled,
} from './newbus.ts';
import { driver_goes, tell_what_was_frozen } from './nomatch.ts';
import { bus_rescan, device_comes, device_goes } from './rescan.ts';

/** A registered driver with the lowest pass above the present one, -1: none below the last pass. */
const nextPass = step(
  'next pass',
  ({ setup }) => ({
    reads: [
      ...setup.buses.map(({ id }) => objectOf('driver-list', id)),
      objectOf('initcalls'),
      objectOf('mark', PASS),
    ],
    writes: [],
  }),
  (world) => {
    const waiting = world.setup.drivers
      .map(({ id }) => ({ id, pass: passOf(world.kernel, id) }))
      .filter(({ id, pass }) => world.isRegistered(id) && pass > currentPass(world) && pass < PASS_DEFAULT);
    return waiting.sort((a, b) => a.pass - b.pass)[0]?.id ?? -1;
  },
);

const raisePass = step(
  'next pass begins',
  () => ({ reads: [], writes: [objectOf('mark', PASS)] }),
  (world, driver) => {
    world.emit(FACT['system-marked'], PASS, passOf(world.kernel, driver));
    return 0;
  },
);

const passes = underGiant(bus_set_pass);

/** The passes, then the hooks; the boot waits for both (A1.7). */
function* configure(): Process {
  yield call(cold_start);
  yield call(passes);
  return tail(run_interrupt_driven_config_hooks);
}

/** A1.7a: the passes of a boot; at each the whole tree is looked at again. */
function* bus_set_pass(kernel: Kernel): Process {
  const driver = yield nextPass();
  if (driver < 0) yield beginSearch();
  else yield raisePass(driver);
  for (const { id } of kernel.setup.buses) yield call(bus_driver_added, id, -1);
  return driver < 0 ? 0 : tail(bus_set_pass);
}

function* devctl_detach(_kernel: Kernel, driver: number, device: number): Process {
  if (yield attachingIn(device)) return OUTCOME.EBUSY;
  if ((yield holderOf(device)) !== driver + 1) return OUTCOME.ENXIO;
  return tail(stop_driver, device, CAUSE.unbind);
}

/** A1.8: the class is fixed, then the auction has one bidder. */
function* devctl_set_driver(_kernel: Kernel, driver: number, device: number): Process {
  if (yield holderOf(device)) return OUTCOME.EBUSY;
  if (!(yield isThere(driver))) return OUTCOME.ENOENT;
  yield nameDriver(device, driver + 1);
  yield markDevice(device, DISABLED, 0);
  return tail(device_probe_and_attach, device);
}

/** Set driver with the detach flag; `driver` -1: clear driver, and no driver afterwards is no error. */
function* devctl_force_driver(kernel: Kernel, device: number, driver: number): Process {
  if (driver >= kernel.setup.drivers.length) return OUTCOME.ENOENT;
  if (driver >= 0 && !(yield isThere(driver))) return OUTCOME.ENOENT;
  if (yield attachingIn(device)) return OUTCOME.EBUSY;
  yield call(stop_driver, device, CAUSE.unbind);
  if (driver >= 0) return tail(devctl_set_driver, driver, device);
  yield nameDriver(device, 0);
  yield call(device_probe_and_attach, device);
  return OUTCOME.ok;
}

/** A1.8: no driver has it until it is enabled. */
function* devctl_disable(_kernel: Kernel, device: number): Process {
  if (yield isDisabled(device)) return OUTCOME.ENXIO;
  if (yield attachingIn(device)) return OUTCOME.EBUSY;
  yield call(stop_driver, device, CAUSE.unbind);
  yield markDevice(device, DISABLED, 1);
  return OUTCOME.ok;
}

/** BUS_RESET_CHILD with detach: a full auction follows. */
function* devctl_reset(_kernel: Kernel, device: number): Process {
  if (yield attachingIn(device)) return OUTCOME.EBUSY;
  yield call(stop_driver, device, CAUSE.reprobe);
  return tail(device_probe_and_attach, device);
}

function* devctl_freeze(): Process {
  yield markSystem(FROZEN, 1);
  return OUTCOME.ok;
}

/** Flagged driver of a lower number than all others that are flagged; they came in any order (A1.7b). */
const nextDeferred = step(
  'next deferred driver',
  ({ setup }) => ({ reads: setup.drivers.map(({ id }) => objectOf('driver-mark', id)), writes: [] }),
  (world) => world.setup.drivers.findIndex(({ id }) => world.driverMark(id, DEFERRED) === 1),
);

/** A1.7b: all of them are on the list by now, so the first auction sees every bidder. */
function* devctl_thaw(kernel: Kernel): Process {
  const driver = yield nextDeferred();
  if (driver >= 0) {
    yield markDriver(driver, DEFERRED, 0);
    yield call(bus_driver_added, kernel.setup.drivers[driver]?.bus ?? -1, -1);
    return tail(devctl_thaw);
  }
  yield markSystem(FROZEN, 0);
  yield call(tell_what_was_frozen);
  return OUTCOME.ok;
}

/** EBUSY, and it stays, while it attaches something. */
function* driver_delete(_kernel: Kernel, driver: number): Process {
  if (yield attachingBy(driver)) return OUTCOME.EBUSY;
  yield markDriver(driver, DEFERRED, 0);
  return tail(driver_goes, driver);
}

const DOORS: Doors = {
  add: underGiant(device_comes),
  remove: underGiant(device_goes),
  removeChild: device_delete,
  register: underGiant(devclass_add_driver),
  unregister: underGiant(driver_delete),
  lateInit: configure,
  verbs: {
    bind: underGiant(devctl_set_driver),
    override: underGiant(devctl_force_driver),
    unbind: underGiant(devctl_detach),
    attach: underGiant(device_probe_and_attach),
    drivers_probe: underGiant(device_probe_and_attach),
    disable: underGiant(devctl_disable),
    enable: underGiant(device_enable),
    reprobe: underGiant(devctl_reset),
    rescan: underGiant(bus_rescan),
    block_probing: underGiant(devctl_freeze),
    unblock_probing: underGiant(devctl_thaw),
  },
  services: () => [],
};

const FREEBSD: System = {
  says: 'FreeBSD newbus: probes bid, the best wins and is probed twice; a failed attach ends the matter',
  source: 'systems reference A1: sys/kern/subr_bus.c, the newer of two snapshots',
  readFrom: 'code',
  leavesOut: [
    'devclasses that inherit the drivers of others (A1.1)',
    'identify methods, by which drivers add children (A1.4b, A1.7a)',
    'the question to a driver whether it is busy, before a detach (A1.8)',
    'unit numbers, which hints wire or disable one by one (A1.8)',
    'a topology lock dropped while a driver is detached (A1.6)',
  ],
  family: 'other',
  byDesign: [],
  age: LINUX_6_1,
  doors: DOORS,
  dialect: 'freebsd',
  traits: traitsOf({ secondProbeCounts: 1, dropsGiant: 0 }),
  marks: MARKS,
  locks: ['Giant'],
  workers: [{ name: 'config hook', about: 'device' }],
  holders: {
    interrupts: [{ fn: 'configure' }],
    'config hooks': [{ fn: 'config_intrhook' }],
  },
  judgeOf,
  judgeReads: (_kernel, device) => [
    objectOf('initcalls'),
    objectOf('mark', PASS),
    objectOf('device-mark', device),
  ],
  slotTrait: null,
  // A frozen bus and the order of passes couple devices otherwise than by delay.
  projects: false,
  silentOn: ['suppliers-first'],
  prepare: asItIs,
};

/** Two snapshots of the source, and the other reading of its lock. */
export const FREEBSD_SYSTEMS = {
  freebsd: FREEBSD,
  // A1.2h: the one difference that can be seen is that an error of the winner's second probe is ignored.
  'freebsd-older': {
    ...FREEBSD,
    says: 'FreeBSD newbus as it was: an error of the second probe is ignored',
    source: 'systems reference A1: sys/kern/subr_bus.c, the older of two snapshots',
    traits: traitsOf({ secondProbeCounts: 0, dropsGiant: 0 }),
  },
  'freebsd-drops-giant': {
    ...FREEBSD,
    says: 'FreeBSD newbus if Giant is dropped while a probe or an attach sleeps (UNCONFIRMED): others probe meanwhile',
    traits: traitsOf({ secondProbeCounts: 1, dropsGiant: 1 }),
  },
} as const satisfies Record<string, System>;
