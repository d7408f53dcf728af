/**
 * The processes of the study's model: registrations, arrivals, the deferred worker, and for projections an environment;
 * and the model as something to be explored.
 */
import { call, choose, holding, restUntil, tail, waitFor, type Process } from '../../sim/engine/effect.ts';
import type { Interner } from '../../sim/engine/intern.ts';
import { Machine, type Blueprint } from '../../sim/engine/machine.ts';
import type { Subject } from '../../sim/explore/subject.ts';
import * as deferral from './deferral.ts';
import {
  BOUND_TWICE,
  DEFERS_MAX,
  TWO_DRIVERS,
  deviceWord,
  driverOf,
  isPending,
  studyKernel,
  type StudyKernel,
  type StudySettings,
  type StudyWorld,
} from './layout.ts';
import * as ops from './world.ts';

type StudyProcess = Process<StudyWorld>;

const matches = ({ specific }: StudyKernel, driver: number, device: number): boolean =>
  driver === 0 || (((specific[device] ?? 0) >> driver) & 1) === 1;

/** The equal driver that has to be there before this one; -1: none. Equal drivers match equal devices. */
function driverBefore({ symmetric, devices, ...kernel }: StudyKernel, driver: number): number {
  if (!symmetric) return -1;
  for (let other = driver - 1; other > 0; other--) {
    const isEqual = (_: unknown, d: number): boolean =>
      matches({ symmetric, devices, ...kernel }, other, d) ===
      matches({ symmetric, devices, ...kernel }, driver, d);
    if (driver > 0 && Array.from({ length: devices }).every(isEqual)) return other;
  }
  return -1;
}

function deviceBefore({ symmetric, specific }: StudyKernel, device: number): number {
  return symmetric && device > 0 ? specific.lastIndexOf(specific[device] ?? 0, device - 1) : -1;
}

function* register(kernel: StudyKernel, driver = 0): StudyProcess {
  const before = driverBefore(kernel, driver);
  if (before >= 0) yield waitFor(ops.driverArrived(before));
  yield ops.addDriver(driver);
  return tail(offerDevices, driver, 0);
}

function* offerDevices(kernel: StudyKernel, driver = 0, place = 0): StudyProcess {
  const device = yield ops.deviceAt(place);
  if (device < 0) return;
  if (matches(kernel, driver, device)) yield* holding(device, offerDevice, driver, device);
  return tail(offerDevices, driver, place + 1);
}

function* offerDevice(_kernel: StudyKernel, driver = 0, device = 0): StudyProcess {
  if (yield ops.isBound(device)) return;
  return tail(probe, driver, device);
}

function* arrive(kernel: StudyKernel, device = 0): StudyProcess {
  const before = deviceBefore(kernel, device);
  if (before >= 0) yield waitFor(ops.deviceArrived(before));
  yield ops.addDevice(device);
  yield* holding(device, attach, device);
}

function* attach(_kernel: StudyKernel, device = 0): StudyProcess {
  if (yield ops.isBound(device)) return;
  return tail(tryDrivers, device, 0);
}

function* tryDrivers(kernel: StudyKernel, device = 0, place = 0): StudyProcess {
  const driver = yield ops.driverAt(place);
  if (driver < 0) return;
  if (matches(kernel, driver, device) && (yield call(probe, driver, device))) return;
  return tail(tryDrivers, device, place + 1);
}

const ENDINGS = ['ok', 'ENODEV', 'EPROBE_DEFER'] as const;

/** Returns 1 if the device is bound now. */
function* probe({ policy, outcomes }: StudyKernel, driver = 0, device = 0): StudyProcess {
  if (driver === 0 && policy !== 'kernel' && (yield ops.specificAvailable(device))) return 0;
  const mayDefer = yield ops.beginProbe(driver, device);
  const ending = yield choose(
    'outcome',
    'probe',
    ENDINGS.slice(0, mayDefer ? outcomes : Math.min(outcomes, 2)),
  );
  if (ending === 1) yield ops.fail(driver, device);
  if (ending === 2) yield deferral.defer(device);
  if (ending !== 0 || !(yield ops.bind(driver, device))) return 0;
  yield deferral.trigger();
  return 1;
}

function* deferredWorker(_kernel: StudyKernel): StudyProcess {
  yield restUntil(deferral.someActive());
  const device = yield deferral.takeActive();
  yield* holding(device, attach, device);
  return tail(deferredWorker);
}

/** After each deferral other devices may trigger the deferred list at any time, or never again. */
function* environment({ devices }: StudyKernel, seen = 0): StudyProcess {
  if (seen === devices * DEFERS_MAX) return;
  yield restUntil(deferral.deferredMoreOften(seen));
  if (!(yield choose('outcome', 'environment', ['never again', 'trigger']))) return;
  yield deferral.trigger();
  return tail(environment, seen + 1);
}

function blueprintOf(kernel: StudyKernel): Blueprint<StudyWorld> {
  const { devices, drivers } = kernel;
  const numbered = <F>(count: number, fn: F, from: number) =>
    Array.from({ length: count }, (_, i) => ({ identity: from + i, fn, args: [i] }));
  const names = [
    ...Array.from({ length: drivers }, (_, driver) => `register driver ${driver}`),
    ...Array.from({ length: devices }, (_, device) => `add device ${device}`),
    'deferred worker',
    'environment',
  ];
  const worker = drivers + devices;
  const roots = [
    ...numbered(drivers, register, 0),
    ...numbered(devices, arrive, drivers),
    { identity: worker, fn: deferredWorker, args: [] },
    ...(kernel.environment ? [{ identity: worker + 1, fn: environment, args: [0] }] : []),
  ];
  return {
    kernel,
    worldWords: kernel.words,
    bindWorld: (words) => ({ words, kernel }),
    locks: devices,
    slots: roots.length,
    roots,
    processName: (identity) => names[identity] ?? '?',
    lockName: (lock) => `device ${lock}`,
  };
}

const NOTHING_BROKEN: readonly string[] = [];

/**
 * The model to be explored. An ending is, by device, its driver, its broken claims and whether it is left on the
 * deferred list: broken claims stay in the state, so every search meets them at the end.
 */
export function studySubject(settings: StudySettings, threads?: Interner<StudyWorld>): Subject<StudyWorld> {
  const machine = new Machine(blueprintOf(studyKernel(settings)), threads);
  return { machine, ending: () => endingOfWorld(machine.world), broken: () => NOTHING_BROKEN };
}

/** How a world has ended, device by device. */
export function endingOfWorld(world: StudyWorld): string {
  return Array.from({ length: world.kernel.devices }, (_, device) => endingOf(world, device)).join(' ');
}

/** No device has or had two drivers at a time. */
export function isSound(world: StudyWorld): boolean {
  for (let device = 0; device < world.kernel.devices; device++)
    if (deviceWord(world, device) & (TWO_DRIVERS | BOUND_TWICE)) return false;
  return true;
}

/** `driver,broken claims,deferred`: as the Promela model prints it. */
function endingOf(world: StudyWorld, device: number): string {
  const claims = (deviceWord(world, device) >> 7) & 7;
  return `${driverOf(world, device)},${claims},${isPending(world, device) ? 1 : 0}`;
}
