/** What the pages of the two races say: from the scenarios, the schedules and the recordings. */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Count, NumberRow, RacePage, TraceRecord } from '../../reports/kernel/race-page.ts';
import type { Model } from '../../sim/observed/check.ts';
import { madeText } from '../../sim/observed/says.ts';
import {
  FOLDER,
  FORGOTTEN,
  lasso,
  LIVELOCK,
  loopShown,
  modelFor,
  passesShortest,
  recordingsOf,
} from '../kernel/races.ts';
import { KERNELS, type Recording } from '../kernel/recording.ts';
import { eventsOf, type Event } from '../kernel/schedule.ts';
import { ROOT } from '../kernel/suites.ts';

/** Whether some device that a driver would take has none at the end. */
const isLost = ({ quiet, devices }: Recording): boolean =>
  quiet && Object.values(devices).some((driver) => driver === null);
const isRestless = ({ quiet }: Recording): boolean => !quiet;

type Shows = (recording: Recording) => boolean;

/** How many recordings of an experiment show it, kernel by kernel. */
function rowsOf(experiment: string, shows: Shows): readonly NumberRow[] {
  const count = (kernel: string, mode: Recording['mode']): Count => {
    const own = recordingsOf(experiment, mode).filter((one) => one.kernel === kernel);
    return { shown: own.filter(shows).length, of: own.length };
  };
  return KERNELS.map((kernel) => ({
    experiment: basename(experiment, '.yaml'),
    kernel,
    exact: count(kernel, 'exact'),
    free: count(kernel, 'free'),
  }));
}

/** All recordings of an experiment in words: "in 0 of 10 recordings". */
function inAll(name: string, shows: Shows): string {
  const rows = rowsOf(`${FOLDER}/${name}.yaml`, shows);
  const all = rows.flatMap(({ exact, free }) => [exact, free]);
  const sum = (of: 'shown' | 'of'): number => all.reduce((total, each) => total + each[of], 0);
  return `in ${sum('shown')} of ${sum('of')} recordings (${name})`;
}

const scenarioLines = (file: string): readonly string[] =>
  readFileSync(join(ROOT, file), 'utf8')
    .trimEnd()
    .split('\n')
    .filter((line) => !line.startsWith('#'));

function traceOf({ steps }: Recording): readonly TraceRecord[] {
  return steps
    .filter(({ t }) => t >= 0)
    .map(({ t, cpu, task, is, device, driver, result, via }) => ({
      at: t,
      cpu,
      task,
      says: [is, device, driver, result, via && `via ${via}`].filter((word) => word !== undefined).join(' '),
    }));
}

function wordsOf({ booted }: Model, events: readonly Event[]): RacePage['schedule']['steps'] {
  const { setup } = booted.kernel;
  return events.map(({ made, process }) => ({ process, does: madeText(setup, made) }));
}

/** The first exact recording, which the page shows. */
function shownOf(experiment: string): Recording {
  const [first] = recordingsOf(experiment, 'exact');
  if (!first) throw new Error(`${experiment} has no exact recording`);
  return first;
}

const RECORD = 'npm run kernel:record -- --deterministic --repeat 2 --kernel 6.1';

/** The page of u. */
export function forgottenPage(): RacePage {
  const model = modelFor(FORGOTTEN);
  const exact = recordingsOf(FORGOTTEN, 'exact');
  const whole = exact.filter((one) => {
    const { matched, records } = passesShortest(model, one);
    return matched === records;
  });
  return {
    title: 'driver core: an asynchronous driver is forgotten by a device',
    about: [
      'Two drivers with PROBE_PREFER_ASYNCHRONOUS match one device. They register one right behind the other, as built-in drivers do, and the first declines the device (-ENODEV). The second is never asked; the device stays without a driver until somebody writes to drivers_probe.',
      'dev->p->async_driver is a single slot. __driver_attach of the first driver fills it and queues a helper. If the second driver walks the devices before that helper has taken the driver out of the slot, it finds the slot taken and skips the device, and nothing remembers that it matched.',
    ],
    scenario: { file: FORGOTTEN, lines: scenarioLines(FORGOTTEN) },
    schedule: {
      says: [
        'The shortest schedule to the lost device has no deviation at all: it is the ordinary order, in which a thread runs on until it has to wait. Steps that a trace of the kernel can show:',
      ],
      steps: wordsOf(model, eventsOf(model.booted, [])),
    },
    trace: {
      says: [
        `Two CPUs in turns by counted instructions, so this run repeats to the nanosecond. ${whole.length} of ${exact.length} exact runs (6.1 and 6.12, two seeds each) go through just these steps, in an order that differs in nothing that depends on each other. This is ${shownOf(FORGOTTEN).release}:`,
      ],
      records: traceOf(shownOf(FORGOTTEN)),
      more: 0,
    },
    shows: 'Recordings in which a device is lost, of all:',
    numbers: [
      'u-forgotten-async-driver',
      'u-forgotten-async-driver-defers',
      'u-forgotten-async-driver-eight',
    ].flatMap((name) => rowsOf(`${FOLDER}/${name}.yaml`, isLost)),
    closes: [
      {
        what: 'synchronous drivers',
        checked: `in all orders the device ends with the second driver; lost ${inAll('u-closed-by-synchronous', isLost)}`,
      },
      {
        what: '20 ms between the registrations',
        checked: `no durations of this file lead to the loss, though an order without clocks does; lost ${inAll('u-closed-by-a-gap', isLost)}`,
      },
      {
        what: 'drivers_probe afterwards',
        checked: `only when the first probe is over: while it runs the device has a driver, and the write does nothing; lost ${inAll('u-drivers-probe-afterwards', isLost)}`,
      },
    ],
    commands: [`npx probesim explore ${FORGOTTEN}`, `${RECORD} ${FOLDER}`],
  };
}

/** How often the two devices were retried in the free runs: the least and the most. */
function retriesText(): string {
  const counts = recordingsOf(LIVELOCK, 'free').map(
    ({ steps }) => steps.filter(({ is }) => is === 'deferred-retry').length,
  );
  return `${Math.min(...counts)} to ${Math.max(...counts)}`;
}

const TRACE_SHOWN = 64;

/** What the kernel showed of w, and what the model makes of it. */
function livelockTrace(model: Model): RacePage['trace'] {
  const exact = recordingsOf(LIVELOCK, 'exact').map((one) => loopShown(model, one));
  const going = exact.flatMap((one) => (one ? [one] : []));
  const rounds = Math.min(...going.map((one) => one.rounds));
  const turns = [...new Set(going.map((one) => one.turns))].join(' and ');
  const shown = shownOf(LIVELOCK);
  const records = traceOf(shown);
  return {
    says: [
      `The file gives the probes durations that overlap by halves. Two CPUs in turns by counted instructions; ${going.length} of ${exact.length} exact runs (6.1 and 6.12, two seeds each) do not come to rest. The model follows each of them record by record and is led back to the same state after ${turns} turns, at least ${rounds} times in what was recorded. The steps of a round are those of the lasso, device by device; the two devices overlap otherwise, so that a round has another number of silent turns. This is ${shown.release}; the same goes on until the guest is cut off:`,
    ],
    records: records.slice(0, TRACE_SHOWN),
    more: records.length - TRACE_SHOWN + (shown.cut ?? 0),
  };
}

/** The page of w. */
export function livelockPage(): RacePage {
  const model = modelFor(LIVELOCK);
  const { loop, deviations } = lasso();
  const events = eventsOf(model.booted, deviations, loop.stem + loop.turns);
  return {
    title: 'driver core: deferred probes keep each other busy without end',
    about: [
      'The asynchronous driver of two devices defers, because the supplier that they need has no driver. One unrelated device binds while both probes are under way: from then on the two are probed again and again, for ever, and nobody binds anything.',
      'driver_probe_device compares deferred_trigger_count before and after a probe that deferred; if it moved, a device may have bound meanwhile, so it fires one more trigger. That trigger moves the counter as well. The next prober takes it for a success that it missed, and fires another.',
    ],
    scenario: { file: LIVELOCK, lines: scenarioLines(LIVELOCK) },
    schedule: {
      says: [
        `Exploration finds a lasso without a hint: ${loop.stem} turns, then a loop of ${loop.turns} turns that leads back to the same state, lets everybody move, and in which nothing fails by chance. No loop through that state is shorter. What a trace can show of one round:`,
      ],
      steps: wordsOf(
        model,
        events.filter(({ turn }) => turn >= loop.stem),
      ),
    },
    trace: livelockTrace(model),
    shows: `Recordings that never came to rest, of all. On free CPUs the overlap drifts: the two devices were retried ${retriesText()} times before it was lost.`,
    numbers: [
      ...['w-two-devices', 'w-livelock-2', 'w-livelock-3', 'w-livelock-6'].map(
        (name) => `${FOLDER}/${name}.yaml`,
      ),
      'scenarios/deferral-livelock.yaml',
    ].flatMap((experiment) => rowsOf(experiment, isRestless)),
    closes: [
      {
        what: 'a synchronous driver',
        checked: `in no order a run without end; restless ${inAll('w-two-devices-synchronous', isRestless)}`,
      },
      {
        what: 'not quite: a managed link to the supplier',
        checked: `the core defers before any probe is called, yet the order without end is left: each device is deferred between the two looks of the other at the counter. Those are microseconds apart then, not a probe; restless ${inAll('w-two-devices-linked', isRestless)}`,
      },
    ],
    commands: [`npx probesim explore ${LIVELOCK}`, `${RECORD} ${FOLDER}`],
  };
}
