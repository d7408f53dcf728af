/**
 * IOKit's matching job of one provider (systems reference A4.2, A4.4, A4.6): one thread per provider, all providers
 * side by side. A request during a job makes it go round once more (A4.6). A personality that a catalogue change
 * brings asks every registered service that it fits; a move of the catalogue's generation that brings nothing for the
 * device makes the job loop too in the original, with no effect, and is left out.
 */
import { call, holding, restUntil, spawn, tail } from '../../engine/effect.ts';
import { pairId, workerIdentity, type Kernel, type LinuxWorld, type Process } from '../../linux/kernel.ts';
import { deviceLock } from '../../linux/locks.ts';
import { driverListOf, looksAtDevice, pairsOfDevice, step } from '../../linux/operations.ts';
import { objectOf } from '../../model/layout.ts';
import { CAUSE, OUTCOME } from '../../model/outcome.ts';
import { FACT } from '../../model/world.ts';
import { isObtainable } from '../judge.ts';
import { load_with_needs, rootIsThere } from '../loads.ts';
import { isThere, slotHolder, stop_in_slot } from '../slots.ts';
import { markDevice, markDriver } from '../steps.ts';
import {
  catalogueRead,
  dropCategory,
  findDrivers,
  firstMarked,
  forgetCandidates,
  isListed,
  nextToStart,
  setMark,
} from './catalogue.ts';
import { OF_DEVICE, OF_DRIVER, PAIR } from './marks.ts';
import { isDext } from './rematch.ts';
import { parkedBy, startCandidate } from './start.ts';
import { live, server_died, will_die } from './dext.ts';
import { isResources } from './resource-names.ts';
import { publishResource } from './resources.ts';
import { giveThread, have_thread, isLimited } from './threads.ts';

const START = 1;

/** 1: a job must be started; 0: the running one will go round once more, or there is nothing to match. */
const needConfig = step(
  'match wanted',
  (kernel, device) => ({
    reads: [...catalogueRead(kernel, device), objectOf('device', device)],
    writes: [objectOf('device-mark', device)],
  }),
  (world, device, driver) => {
    if (!isThere(world, device) || (driver > 0 && !isListed(world, driver - 1, device))) return 0;
    const mark = world.deviceMark(device, OF_DEVICE.job) ? OF_DEVICE.again : OF_DEVICE.job;
    world.emit(FACT['device-marked'], device, mark, 1);
    return mark === OF_DEVICE.job ? START : 0;
  },
);

/** registerService: the nub is to be matched, by a config thread of its own. */
export function* register_service(kernel: Kernel, device: number): Process {
  if (yield needConfig(device, 0))
    yield spawn(workerIdentity(kernel, 'config thread', device), config_thread, device);
  return OUTCOME.ok;
}

/** A4.4a: every service that this personality fits is matched again. */
export function* catalogNewDrivers(kernel: Kernel, driver: number): Process {
  for (const { id } of kernel.setup.devices)
    if (kernel.possible[driver]?.[id] && (yield needConfig(id, driver + 1)))
      yield spawn(workerIdentity(kernel, 'config thread', id), config_thread, id);
  return 0;
}

/** 1: the job goes round once more; 0: it has ended. */
const goesOn = step(
  'once more?',
  (_kernel, device) => ({ reads: [], writes: [objectOf('device-mark', device)] }),
  (world, device) => {
    const again = world.deviceMark(device, OF_DEVICE.again);
    world.emit(FACT['device-marked'], device, again ? OF_DEVICE.again : OF_DEVICE.job, 0);
    return again;
  },
);

/** The job of one nub, when there is a thread for it. */
function* config_thread(kernel: Kernel, device: number): Process {
  if (!isLimited(kernel, device)) return tail(doServiceMatch, device);
  yield call(have_thread);
  yield call(doServiceMatch, device);
  yield giveThread();
  return 0;
}

/** A4.6: the job of one provider. Its lock keeps terminations out while a pass is under way. */
export function* doServiceMatch(_kernel: Kernel, device: number): Process {
  yield* holding(deviceLock(device), probeCandidates, device);
  if (yield goesOn(device)) return tail(doServiceMatch, device);
  return 0;
}

const stillThere = looksAtDevice('there?', (world, device) => (isThere(world, device) ? 1 : 0));

/** A4.2. */
function* probeCandidates(_kernel: Kernel, device: number): Process {
  if (!(yield stillThere(device))) return 0;
  yield findDrivers(device); // a
  const stalled = yield call(pass_candidates, device);
  yield markDevice(device, OF_DEVICE.stalled, stalled);
  if (!stalled) {
    yield call(probe_drivers, device);
    yield call(start_drivers, device);
  }
  yield forgetCandidates(device);
  return 0;
}

const WAITS = 0;
const LOADED = 1;
const ASK = 2;

/**
 * A4.2c: a module that can never load counts as loaded; its class is then found missing. An extension needs none in
 * the kernel.
 */
const isModuleLoaded = step(
  'module loaded?',
  (kernel, device, driver) => ({
    reads: [...catalogueRead(kernel, device), driverListOf(kernel, driver)],
    writes: [objectOf('driver-mark', driver)],
  }),
  (world, device, driver) => {
    const module = world.setup.drivers[driver]?.module ?? -1;
    if (world.isRegistered(driver) || !isObtainable(world, driver, device)) return LOADED;
    if (isDext(world.kernel, driver)) return LOADED;
    if (world.kernel.modules[module]?.refused) return LOADED;
    if (world.driverMark(driver, OF_DRIVER.requested)) return WAITS;
    world.emit(FACT['driver-marked'], driver, OF_DRIVER.requested, 1);
    return ASK;
  },
);

/** A4.2b and c, highest dictionary score first. 1: stalled; nobody is probed, not even who is loaded. */
function* pass_candidates(kernel: Kernel, device: number): Process {
  const driver = yield firstMarked(device, PAIR.listed);
  if (driver < 0) return 0;
  const client = yield clientInTheWay(device, driver);
  if (client > 1) {
    yield call(terminate_for_replacement, client - 2, device);
    // A client that is being terminated counts as there until the next pass (b): its whole category is skipped.
    yield dropCategory(device, driver);
  }
  if (client === 1) yield setMark(device, driver, PAIR.none);
  if (client > 0) return tail(pass_candidates, device);
  const loaded = yield isModuleLoaded(device, driver);
  if (loaded === ASK) yield spawn(workerIdentity(kernel, 'kext load', driver), load_kext, driver);
  if (loaded !== LOADED) return 1;
  yield setMark(device, driver, PAIR.passed);
  return tail(pass_candidates, device);
}

/**
 * A4.2b, A4.4c. 0: the category is free; 1: it has a client; 2 + client: a client from a boot personality that may be
 * terminated for this candidate, whatever the scores.
 */
const clientInTheWay = step(
  'client of the category?',
  (kernel, device) => ({
    reads: [objectOf('device', device), ...pairsOfDevice(kernel, device)],
    writes: [],
  }),
  (world, device, driver) => {
    const client = slotHolder(world, driver, device) - 1;
    if (client < 0) return 0;
    return canTerminateForReplacement(world, device, client, driver) ? 2 + client : 1;
  },
);

function canTerminateForReplacement(
  world: LinuxWorld,
  device: number,
  client: number,
  driver: number,
): boolean {
  const { driver: of, device: ofDevice, system } = world.kernel.traits;
  const replaceable = of.boot?.[client] === 1 && of['terminate-options']?.[client] === 1;
  const elsewhere = system['root-known'] === 1 && ofDevice['root-path']?.[device] !== 1;
  return replaceable && of.boot?.[driver] !== 1 && elsewhere && client !== driver;
}

/** A4.4c: terminated, and its provider is to be matched again. */
function* terminate_for_replacement(_kernel: Kernel, client: number, device: number): Process {
  yield call(stop_in_slot, client, device, CAUSE['better-driver']);
  yield markDevice(device, OF_DEVICE.again, 1);
  return 0;
}

/** The daemon that loads kexts. However it ends, services that waited for it are matched again. */
function* load_kext(kernel: Kernel, driver: number): Process {
  yield restUntil(rootIsThere());
  yield call(load_with_needs, kernel.setup.drivers[driver]?.module ?? -1);
  yield markDriver(driver, OF_DRIVER.requested, 0);
  for (const { id } of kernel.setup.devices)
    if (kernel.possible[driver]?.[id]) yield call(register_service, id);
  return 0;
}

/** A4.2d: driver code, its probe method. 0: its class is not there, or it returned nothing. */
const probeMethod = step(
  'probe method',
  (kernel, device, driver) => ({
    reads: [driverListOf(kernel, driver), objectOf('device', device)],
    writes: [],
  }),
  (world, device, driver) => {
    const hasClass = world.isRegistered(driver) || isDext(world.kernel, driver);
    if (!hasClass || world.kernel.traits.driver.declines?.[driver]) return 0;
    world.emit(FACT.bid, device, driver, world.kernel.traits.driver['probe-score']?.[driver] ?? 0);
    return 1;
  },
);

function* probe_drivers(_kernel: Kernel, device: number): Process {
  const driver = yield firstMarked(device, PAIR.passed);
  if (driver < 0) return 0;
  yield setMark(device, driver, (yield probeMethod(device, driver)) ? PAIR.probed : PAIR.none);
  return tail(probe_drivers, device);
}

/** A4.2f and A4.3: the best of each category; if its start fails, the next. */
function* start_drivers(kernel: Kernel, device: number): Process {
  const driver = yield nextToStart(device);
  if (driver < 0) return 0;
  yield setMark(device, driver, PAIR.none);
  if (kernel.traits.driver.defer?.[driver] === 1 && (yield parkedBy(device))) return 0;
  if ((yield call(startCandidate, driver, device)) === OUTCOME.ok) yield call(has_started, driver, device);
  return tail(start_drivers, device);
}

/** What it publishes has the nubs of resources matched again; the process of an extension may die some time. */
function* has_started(kernel: Kernel, driver: number, device: number): Process {
  yield dropCategory(device, driver);
  if (yield call(publishResource, driver))
    for (const { id } of kernel.setup.devices) if (isResources(kernel, id)) yield call(register_service, id);
  if (yield call(will_die, driver, device))
    yield spawn(
      workerIdentity(kernel, 'user server', pairId(kernel, driver, device)),
      user_server,
      driver,
      device,
    );
  return 0;
}

/** A process dies, unless its driver was terminated before; then its provider is matched again (A4.4d). */
function* user_server(_kernel: Kernel, driver: number, device: number): Process {
  yield call(live, driver);
  if (yield* holding(deviceLock(device), server_died, driver, device)) yield call(register_service, device);
  return 0;
}
