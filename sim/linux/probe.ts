/**
 * Probing one pair: driver_probe_device and below, drivers/base/dd.c (reference 4). The caller holds the device lock.
 *
 * A result is 0 for bound, else outcome * 2 + (1 if the device-side walk must end). The kernel says the same with the
 * sign of an errno: negative ends the walk, positive goes on to the next driver (4.4).
 */
import { call, choose, sleep } from '../engine/effect.ts';
import { objectOf } from '../model/layout.ts';
import { OUTCOME, type OutcomeName } from '../model/outcome.ts';
import { FACT } from '../model/world.ts';
import { driver_bound } from './bound.ts';
import { busProbe } from './bus-probe.ts';
import { deferDevice, driver_deferred_probe_trigger, triggerMissed, watchTrigger } from './defer.ts';
import { rulesOf, type Kernel, type ProbeBehaviour, type Process } from './kernel.ts';
import { device_links_check_suppliers, device_links_no_driver } from './links.ts';
import { changesDevice, pairOf, step, tells } from './operations.ts';

export const BOUND = 0;
/** The driver's own probe refused: the next driver is tried. */
export const refused = (outcome: number): number => outcome * 2;
/** Something around the probe failed: the walk ends. */
export const ended = (outcome: number): number => outcome * 2 + 1;
export const endsWalk = (result: number): boolean => (result & 1) === 1;
export const outcomeOf = (result: number): number => result >> 1;

/** Outcomes that put a device on the deferred list. */
export const DEFERRALS: ReadonlySet<number> = new Set([
  OUTCOME.EPROBE_DEFER,
  OUTCOME.supplier,
  OUTCOME.blocked,
  OUTCOME['not-ready'],
]);

/** 4.1.2: counting commutes with counting. */
const probeBegins = step(
  'probe count up',
  () => ({ reads: [], writes: [], merges: [objectOf('probe-count')] }),
  (world) => {
    world.emit(FACT['probe-counted'], 1);
    return 0;
  },
);

/** 4.1.5; nobody compares the trigger count for this device any more, so it makes no difference when it stops to. */
const probeOver = step(
  'probe count down',
  (_kernel, device) => ({
    reads: [],
    writes: [],
    merges: [objectOf('probe-count'), objectOf('watch', device)],
  }),
  (world, device) => {
    world.emit(FACT['trigger-unwatched'], device);
    world.emit(FACT['probe-counted'], -1);
    return 0;
  },
);

/** 4.1. P6 lies between reading the trigger count and the deferred list: that is the whole probe. */
export function* driver_probe_device(kernel: Kernel, driver: number, device: number): Process {
  const watched = kernel.deferrable[device];
  if (watched) yield watchTrigger(device);
  yield probeBegins();
  const result = yield call(__driver_probe_device, driver, device);
  if (DEFERRALS.has(outcomeOf(result))) {
    yield deferDevice(device);
    const forgets = kernel.quirks['forget-missed-trigger'];
    if (!forgets && watched && (yield triggerMissed(device))) yield call(driver_deferred_probe_trigger);
  }
  yield probeOver(device);
  return result;
}

const CLEAR = 0;

/** 4.2.1 to 4.2.4 in one look, under the device lock: dead, claimed, not ready, or on to the probe. */
const mayProbe = changesDevice('may probe?', (world, device) => {
  const { quirks, age } = world.kernel;
  const dead = world.device(device, 'dead') || !world.device(device, 'named');
  if (dead && !quirks['no-dead-check']) return ended(OUTCOME.dead);
  if (world.device(device, 'driver') && !quirks['no-bound-check']) return ended(OUTCOME.claimed);
  if (age.readyGate && !quirks['no-ready-check'] && !world.device(device, 'ready')) {
    return ended(OUTCOME['not-ready']);
  }
  world.emit(FACT['can-match'], device);
  return CLEAR;
});

/** 4.2, also the entry of sysfs bind, which is not counted and never deferred (8.2.3). */
export function* __driver_probe_device(_kernel: Kernel, driver: number, device: number): Process {
  const obstacle = yield mayProbe(device);
  if (obstacle !== CLEAR) return obstacle;
  return yield call(really_probe, driver, device);
}

const probingBlocked = step(
  'probing blocked?',
  () => ({ reads: [objectOf('blocked')], writes: [] }),
  (world) => world.one('probingBlocked'),
);

/** 4.3.4: dev->driver is set; from here the device is claimed, though not bound. */
export const claim = changesDevice('claimed', (world, device, driver) => {
  world.emit(FACT['probe-began'], device, driver);
  return 0;
});

/** The way out of a failed probe: the claim is dropped and the answer remembered for this round. */
export const dropClaim = step(
  'claim dropped',
  (kernel, device, driver) => ({
    reads: [],
    writes: [objectOf('device', device), pairOf(kernel, driver, device)],
  }),
  (world, device, driver, outcome) => {
    world.emit(FACT['probe-failed'], device, driver, outcome);
    return 0;
  },
);

/** 4.3: the steps in order; numbers are those of its table. */
export function* really_probe(kernel: Kernel, driver: number, device: number): Process {
  if (yield probingBlocked()) return ended(OUTCOME.blocked); // 1
  if (!(yield device_links_check_suppliers(device))) {
    yield dropClaim(device, driver, OUTCOME.supplier); // 2
    return ended(OUTCOME.supplier);
  }
  yield claim(device, driver); // 4
  const probed = yield call(probe_claimed, driver, device); // 6 to 9
  const result =
    probed === BOUND ? yield call(kernel.doors.inside?.commit ?? driver_bound, driver, device) : probed; // 14
  if (result === BOUND) return BOUND;
  yield device_links_no_driver(device);
  yield dropClaim(device, driver, outcomeOf(result));
  return result;
}

/** 4.3 steps 6 to 9: the bus's dma_configure, the bus's probe, the driver's probe. */
function* probe_claimed(kernel: Kernel, driver: number, device: number): Process {
  const dma = kernel.dma[device] ?? 'ok';
  if (dma !== 'ok') return errorOf(kernel, OUTCOME[dma], kernel.age.internalErrorEndsWalk);
  const objection = yield call(busProbe, driver, device);
  if (objection !== BOUND) return objection;
  const outcome = yield call(call_driver_probe, driver, device);
  if (outcome === OUTCOME.ok) return BOUND;
  // A positive value is a driver's bug: the sign is inverted and the walk ends (4.4). pci takes it as success.
  if (outcome !== OUTCOME['1'])
    return errorOf(kernel, yield call(usb_refusal, driver, device, outcome), false);
  return rulesOf(kernel, device) === 'pci'
    ? BOUND
    : errorOf(kernel, outcome, kernel.age.internalErrorEndsWalk);
}

/** An error as the walk sees it; before 2.6.21 only ENODEV and ENXIO went on to the next driver (11.2). */
function errorOf(kernel: Kernel, outcome: number, endsNow: boolean): number {
  const soft = outcome === OUTCOME.ENODEV || outcome === OUTCOME.ENXIO;
  return endsNow || (kernel.age.probeErrorEndsWalk && !soft) ? ended(outcome) : refused(outcome);
}

const useGeneric = step(
  'generic driver may have it',
  (_kernel, device) => ({ reads: [], writes: [objectOf('device-id', device)] }),
  (world, device) => {
    world.emit(FACT['usb-use-generic'], device, 1);
    return 0;
  },
);

/**
 * 9.3, usb_probe_device: a specialised device driver that says ENODEV leaves the device to the generic one, which
 * stands before it in the list and was passed over already; so the device is deferred until some trigger.
 */
function* usb_refusal(kernel: Kernel, driver: number, device: number, outcome: number): Process {
  const drv = kernel.setup.drivers[driver];
  const specialised = drv?.usb === 'device' && !drv.generic && drv.hasIds;
  if (rulesOf(kernel, device) !== 'usb' || !specialised || outcome !== OUTCOME.ENODEV) return outcome;
  yield useGeneric(device);
  return OUTCOME.EPROBE_DEFER;
}

/** How often this driver has been called on this device before. */
const enterProbe = step(
  'probe called',
  (kernel, device, driver) => ({
    reads: [objectOf('device', device), objectOf('device-id', device), objectOf('driver', driver)],
    writes: [pairOf(kernel, driver, device)],
  }),
  (world, device, driver) => {
    const before = world.attempts(driver, device);
    world.emit(FACT['probe-called'], device, driver);
    return before;
  },
);

const leaveProbe = tells('probe answered', (world, device, driver, outcome) => {
  world.emit(FACT['probe-answered'], device, driver, outcome);
  return 0;
});

/** The driver looks for a device whose service it needs; others may bind or lose it at any moment. */
const serviceThere = step(
  'service there?',
  (_kernel, device) => ({ reads: [objectOf('device', device)], writes: [] }),
  (world, device) => world.device(device, 'bound'),
);

/** The probe callback itself (4.3.9): looks for what it needs, works, answers. P4 lies inside it. */
export function* call_driver_probe(kernel: Kernel, driver: number, device: number): Process {
  const probe = kernel.probes[driver]?.[device] as ProbeBehaviour;
  const before = yield enterProbe(device, driver);
  let served = 1;
  if (probe.needsChecked === 'early') served = yield call(services_there, driver, device);
  if (probe.takes.max > 0) yield sleep(probeName(kernel, driver, device), probe.takes);
  if (probe.needsChecked === 'late') served = yield call(services_there, driver, device);
  const outcome = served ? yield call(driver_answer, driver, device, before) : OUTCOME.EPROBE_DEFER;
  yield leaveProbe(device, driver, outcome);
  return outcome;
}

function* services_there(kernel: Kernel, driver: number, device: number): Process {
  for (const needed of (kernel.probes[driver]?.[device] as ProbeBehaviour).needs) {
    if (!(yield serviceThere(needed))) return 0;
  }
  return 1;
}

/** Scripted answers first, the last one repeats; without a script the outcome is a choice. */
function* driver_answer(kernel: Kernel, driver: number, device: number, before: number): Process {
  const { script, may } = kernel.probes[driver]?.[device] as ProbeBehaviour;
  const scripted = script[Math.min(before, script.length - 1)];
  const picked = scripted === undefined ? yield choose('outcome', probeName(kernel, driver, device), may) : 0;
  return OUTCOME[(scripted ?? may[picked] ?? 'ok') as OutcomeName];
}

function probeName(kernel: Kernel, driver: number, device: number): string {
  return `probe of ${kernel.setup.devices[device]?.name} by ${kernel.setup.drivers[driver]?.name}`;
}
