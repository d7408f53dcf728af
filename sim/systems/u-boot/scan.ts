/**
 * The scans of a boot of U-Boot (systems reference A9.2, A9.7): one before relocation, for what is flagged, and one
 * of everything in a new tree after it. The first tree is forgotten, not taken down: no driver's remove is called,
 * and a device that was probed there is probed again. Everything is bound before anything is probed.
 */
import { call, tail } from '../../engine/effect.ts';
import type { Kernel, Process } from '../../linux/kernel.ts';
import { released } from '../../linux/release.ts';
import { step } from '../../linux/operations.ts';
import { objectOf } from '../../model/layout.ts';
import { CAUSE, OUTCOME } from '../../model/outcome.ts';
import { beginSearch } from '../auction.ts';
import { deviceMark, holderOf, isOpen, markDevice, nextPresent, start_driver } from '../steps.ts';
import { bind_device, BOUND } from './bind.ts';

/** A9.2: parents first, once; a failure leaves the binding as it is. Returns an outcome. */
export function* device_probe(kernel: Kernel, device: number): Process {
  const driver = (yield deviceMark(device, BOUND)) - 1;
  if (driver < 0) return OUTCOME.ENODEV;
  if (!(yield isOpen(device))) return OUTCOME.ok;
  const parent = kernel.setup.devices[device]?.parent ?? -1;
  if (parent >= 0 && (yield deviceMark(parent, BOUND))) {
    const outcome = yield call(device_probe, parent);
    if (outcome !== OUTCOME.ok) return outcome;
  }
  return yield call(start_driver, driver, device);
}

/** Whoever uses the device at this moment of the boot, or once it is over, probes it. */
export function* use_device(kernel: Kernel, device: number, early: number): Process {
  if (kernel.traits.device[early ? 'used-early' : 'used']?.[device] === 1) yield call(device_probe, device);
  return 0;
}

/** A9.9: devices whose driver says so are probed at the end of a scan, before anybody uses one. */
function* dm_probe_devices(kernel: Kernel, bus: number, after: number): Process {
  const device = yield nextPresent(bus, after);
  if (device < 0) return 0;
  const driver = (yield deviceMark(device, BOUND)) - 1;
  if (kernel.traits.driver['probe-after-bind']?.[driver] === 1) yield call(device_probe, device);
  return tail(dm_probe_devices, bus, device);
}

/** A9.7: a board without any flag has an empty first tree. */
const hasFlags = ({ traits: { driver, device } }: Kernel): boolean =>
  [driver, device].some((said) => said['pre-reloc']?.includes(1));

/** board_init_f and board_init_r: dm_init_and_scan for what is flagged, relocation, and once more for everything. */
export function* dm_boot(kernel: Kernel): Process {
  if (hasFlags(kernel)) {
    yield call(dm_init_and_scan, 1);
    for (const { id } of kernel.setup.devices) yield call(forget_device, id);
  }
  yield beginSearch();
  return tail(dm_init_and_scan, 0);
}

/** Relocation: the device of the first tree is not removed, nobody remembers it. */
function* forget_device(_kernel: Kernel, device: number): Process {
  const driver = (yield holderOf(device)) - 1;
  if (driver >= 0) yield released(device, driver, CAUSE.reprobe);
  yield markDevice(device, BOUND, 0);
  return 0;
}

function* dm_init_and_scan(kernel: Kernel, early: number): Process {
  if (kernel.traits.system['static-table'] === 1) yield call(lists_bind_drivers, PASSES, early);
  else for (const { id } of kernel.setup.buses) yield call(bind_bus, id, -1, early);
  if (kernel.traits.driver['probe-after-bind']?.includes(1))
    for (const { id } of kernel.setup.buses) yield call(dm_probe_devices, id, -1);
  for (const { id } of kernel.setup.buses) yield call(use_bus, id, -1, early);
  return 0;
}

function* bind_bus(_kernel: Kernel, bus: number, after: number, early: number): Process {
  const device = yield nextPresent(bus, after);
  if (device < 0) return 0;
  yield call(bind_device, device, -1, early);
  return tail(bind_bus, bus, device, early);
}

function* use_bus(_kernel: Kernel, bus: number, after: number, early: number): Process {
  const device = yield nextPresent(bus, after);
  if (device < 0) return 0;
  yield call(use_device, device, early);
  return tail(use_bus, bus, device, early);
}

/** A9.9: how often the table is gone through while a parent is missing. */
const PASSES = 10;

/** A9.7: from the table's head again while the last pass met an entry whose parent was not bound. */
function* lists_bind_drivers(_kernel: Kernel, passes: number, early: number): Process {
  const outcome = yield call(bind_drivers_pass, early);
  if (outcome !== OUTCOME.EAGAIN || passes === 1) return outcome;
  return tail(lists_bind_drivers, passes - 1, early);
}

/** 1: the table has it, and no driver is bound to it yet. */
const isListed = step(
  'an entry of the table?',
  (_kernel, device) => ({ reads: [objectOf('device', device), objectOf('device-mark', device)], writes: [] }),
  (world, device) => {
    const there = world.device(device, 'ready') === 1 && !world.device(device, 'dead');
    return there && !world.deviceMark(device, BOUND) ? 1 : 0;
  },
);

/** Outcome: EAGAIN if some entry's parent was missing, whatever became of the others. */
function* bind_drivers_pass(kernel: Kernel, early: number): Process {
  let missing = 0;
  for (const { id, parent } of kernel.setup.devices) {
    if (!(yield isListed(id))) continue;
    if (parent >= 0 && !(yield deviceMark(parent, BOUND))) missing = 1;
    else yield call(bind_device, id, -1, early);
  }
  return missing ? OUTCOME.EAGAIN : OUTCOME.ok;
}
