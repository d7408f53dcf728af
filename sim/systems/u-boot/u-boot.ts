/**
 * U-Boot's driver model (systems reference A9): lists that were linked in, one thread, binding and probing apart.
 * With a device tree the device's compatible strings are asked in their order, and a driver whose bind says ENODEV
 * is passed over; elsewhere the first entry of the list wins however little it names, and a generic driver comes
 * second. A failed probe changes nothing about the binding.
 *
 * The lists are those of the file, in its order, as far as drivers are registered. A driver that a story registers
 * late is one that this image could not have: nobody looks for it (A9.4). What a story can do: `bind` and `unbind`
 * are the commands of A9.8, `attach` and `drivers_probe` the first use of a device. A machine that boots binds what is
 * flagged before relocation (scan.ts); one that is up has that behind it. What a bind error other than of a device
 * tree does is our reading: it ends the matter.
 */
import { call, holding, tail, type ProcessFunction } from '../../engine/effect.ts';
import type { Kernel, LinuxWorld, Process } from '../../linux/kernel.ts';
import { systemLock } from '../../linux/locks.ts';
import type { Doors } from '../../linux/system-parts.ts';
import type { Judge } from '../../model/judge.ts';
import { CAUSE, OUTCOME } from '../../model/outcome.ts';
import { isThere, knows, searchBegun } from '../auction.ts';
import { judgeWhere } from '../judge.ts';
import { LINUX_6_1 } from '../linux.ts';
import {
  device_arrives,
  device_leaves,
  deviceMark,
  driver_arrives,
  driver_leaves,
  isOpen,
  markDevice,
  stop_driver,
} from '../steps.ts';
import { asItIs, NO_MARKS, type System } from '../system.ts';
import { bind_device, bindAnswer, BOUND, TRAITS } from './bind.ts';
import { device_probe, dm_boot, use_device } from './scan.ts';

/** The process function with the only thread there is (A9.6). */
const alone = (fn: ProcessFunction<LinuxWorld>) =>
  function* on_the_one_thread(kernel: Kernel, ...args: number[]): Process {
    return yield* holding(systemLock(kernel, 0), fn, ...args);
  };

function* add_device(_kernel: Kernel, device: number): Process {
  const outcome = yield call(device_arrives, device);
  if (outcome !== OUTCOME.ok) return outcome;
  yield markDevice(device, BOUND, 0);
  if (!(yield searchBegun())) return OUTCOME.ok;
  yield call(bind_device, device, -1, 0);
  yield call(use_device, device, 0);
  return OUTCOME.ok;
}

function* remove_device(kernel: Kernel, device: number): Process {
  for (const { id, parent } of kernel.setup.devices) if (parent === device) yield call(remove_device, id);
  yield call(stop_driver, device, CAUSE['device-removed']);
  yield markDevice(device, BOUND, 0);
  return tail(device_leaves, device);
}

function* take_out(kernel: Kernel, driver: number): Process {
  const outcome = yield call(driver_leaves, driver);
  for (const { id } of kernel.setup.devices)
    if ((yield deviceMark(id, BOUND)) === driver + 1) yield markDevice(id, BOUND, 0);
  return outcome;
}

/** A driver was named, so nobody else is tried (A9.3). */
function* do_bind(kernel: Kernel, driver: number, device: number): Process {
  if (!(yield isOpen(device)) || (yield deviceMark(device, BOUND))) return OUTCOME.EBUSY;
  if (!(yield isThere(driver))) return OUTCOME.ENOENT;
  const answer = bindAnswer(kernel, driver);
  if (answer !== OUTCOME.ok) return answer;
  yield markDevice(device, BOUND, driver + 1);
  yield call(use_device, device, 0);
  return OUTCOME.ok;
}

function* do_unbind(_kernel: Kernel, driver: number, device: number): Process {
  if ((yield deviceMark(device, BOUND)) !== driver + 1) return OUTCOME.ENODEV;
  yield call(stop_driver, device, CAUSE.unbind);
  yield markDevice(device, BOUND, 0);
  return OUTCOME.ok;
}

const DOORS: Doors = {
  add: alone(add_device),
  remove: alone(remove_device),
  removeChild: remove_device,
  register: alone(driver_arrives),
  unregister: alone(take_out),
  lateInit: alone(dm_boot),
  verbs: {
    bind: alone(do_bind),
    unbind: alone(do_unbind),
    attach: alone(device_probe),
    drivers_probe: alone(device_probe),
  },
  services: () => [],
};

/**
 * Available: linked in, it knows the device, and its bind would say yes. A device that nobody uses waits for
 * nobody.
 */
function judgeOf(world: LinuxWorld): Judge {
  const judge = judgeWhere(
    world,
    (driver, device) =>
      world.isRegistered(driver) &&
      knows(world, driver, device) &&
      bindAnswer(world.kernel, driver) === OUTCOME.ok,
  );
  const isUsed = (device: number): boolean => world.kernel.traits.device['used']?.[device] === 1;
  return {
    ...judge,
    waitsToBeAsked: true,
    wouldAccept: (driver, device) => isUsed(device) && judge.wouldAccept(driver, device),
  };
}

export const U_BOOT: System = {
  says: 'U-Boot: the first entry of a list is bound, a generic driver second; probing comes later and decides nothing',
  source: 'systems reference A9: drivers/core, drivers/pci, drivers/usb of u-boot 2026.10-rc2',
  readFrom: 'code',
  leavesOut: [
    'nodes below one without a driver: bound all the same, except from a static table (A9.1)',
    'bind and unbind by class and sequence number (A9.8)',
    'commands before relocation (A9.7)',
  ],
  family: 'other',
  byDesign: ['nobody-stranded'],
  age: LINUX_6_1,
  doors: DOORS,
  dialect: 'u-boot',
  traits: TRAITS,
  marks: { ...NO_MARKS, device: ['bound driver'] },
  locks: ['the one thread'],
  workers: [],
  holders: {},
  judgeOf,
  slotTrait: null,
  // Parents are probed on behalf of their children.
  projects: false,
  silentOn: ['suppliers-first', 'override-obeyed'],
  prepare: asItIs,
};
