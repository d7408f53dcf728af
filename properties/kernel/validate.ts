/** Every recording that lies here, and the model's verdict on each. No kernel is needed: scenario, model, recording. */
import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { admissionKey, admits, modelOf, type Admission, type Model } from '../../sim/observed/check.ts';
import type { Age } from '../../sim/linux/kernel.ts';
import type { ObservedRun } from '../../sim/observed/run.ts';
import { RIG_WORDS } from '../../sim/observed/words.ts';
import { scenarioDigest } from '../../sim/scenario/digest.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { SYSTEMS, type System } from '../../sim/systems/catalogue.ts';
import { KERNELS, type KernelName, type Recording } from './recording.ts';
import { readExperiment, readRecordings, ROOT } from './suites.ts';

/**
 * States after which a search is given up in `npm test`, beside those that a trace of its length needs anyway;
 * recordings that need more are named in long.json.
 */
export const STATES_MAX = 8000;
const STATES_PER_STEP = 20;
/** What they get when somebody asks for it: PROBESIM_LONG=1. */
export const STATES_LONG = 400_000;

/** The recordings of one suite on one kernel. */
export interface Recorded {
  readonly kernel: KernelName;
  readonly suite: string;
  readonly recordings: readonly Recording[];
}

/** All suites that were recorded, by kernel. */
export function recordedSuites(): readonly Recorded[] {
  return KERNELS.flatMap((kernel) => {
    const folder = join(ROOT, 'properties/kernel/recordings', kernel);
    const files = existsSync(folder) ? readdirSync(folder).sort() : [];
    return files.map((file) => {
      const suite = basename(file, '.jsonl.gz');
      return { kernel, suite, recordings: readRecordings(kernel, suite) };
    });
  });
}

/**
 * The rules of the kernels that were recorded. 6.12 was recorded as 6.12.95, where writing driver_override still takes
 * the device lock and the parent's lock is still asked for by the bus; and the rig loads modules by init_module, which
 * never shares a load. ages.test.ts holds these against the recordings.
 */
const RECORDED: Readonly<Record<KernelName, System>> = {
  '6.1': SYSTEMS['linux-6.1'],
  '6.12': {
    ...SYSTEMS['linux-6.12'],
    age: {
      ...SYSTEMS['linux-6.12'].age,
      overrideTakesLock: true,
      parentLockForInterfacesOnly: false,
      sharedModuleLoad: false,
    },
  },
};

/**
 * Of the kernel's own drivers less is seen: their devices are there before anybody looks, and modprobe tells nothing of
 * the loads that it makes. How long they take is in no scenario. pci asks its table a second time in its probe, where
 * nobody sees it; usb does not ask its bus's match there.
 */
const USB_WORDS = RIG_WORDS.filter(
  (word) => !['device-add-begin', 'device-ready', 'device-del-begin', 'load'].includes(word),
);
const PCI_WORDS = USB_WORDS.filter((word) => word !== 'match');

/** The core of usb registers its driver when nobody watches; its devices are probed anew for the past. */
const isUnseen = (word: string, { commands }: Recording): boolean =>
  word === 'driver-register-begin' && commands.some(({ does }) => does === 'register usb');

/** A recording as the model is asked about it: one that never came to rest, or was cut, has no end to compare. */
export function runOf(recording: Recording): ObservedRun {
  if (recording.experiment.includes('/stock/')) {
    const words = recording.experiment.includes('/stock/usb-') ? USB_WORDS : PCI_WORDS;
    return { ...told(recording), words: words.filter((word) => !isUnseen(word, recording)), silence: null };
  }
  // Where instructions are counted, no host keeps a guest from moving.
  return recording.mode === 'exact' ? { ...told(recording), silence: 100e6 } : told(recording);
}

const told = ({ steps, cut, commands, devices, deferred, quiet, end }: Recording): ObservedRun => ({
  steps,
  commands,
  // Behind a cut there are steps that nobody knows: the last one kept is not followed by this end.
  end: quiet && end === 'finished' && cut === undefined ? { devices, deferred } : null,
});

/** One record lost, and order is not known any more. */
export const isJudged = ({ dropped }: Recording): boolean => dropped === 0;

interface Ready {
  readonly scenario: Scenario;
  readonly digest: string;
  readonly models: Map<string, Model>;
  readonly verdicts: Map<string, Admission>;
}

/** Experiments made ready once, verdicts remembered: repetitions are often the same but for their times. */
const READY = new Map<string, Ready>();

function readyFor(file: string): Ready {
  const known = READY.get(file);
  if (known) return known;
  const { scenario } = readExperiment(file);
  const fresh = { scenario, digest: scenarioDigest(scenario), models: new Map(), verdicts: new Map() };
  READY.set(file, fresh);
  return fresh;
}

const withAge = (system: System, age: Partial<Age>): System => ({
  ...system,
  age: { ...system.age, ...age },
});

export interface JudgeOptions {
  /** Guards switched off, so that a mutant is asked. */
  readonly quirks?: readonly string[];
  /** Other rules than those of the recording's kernel. */
  readonly age?: Partial<Age>;
  readonly states?: number;
}

/**
 * The verdict on a recording.
 * @throws {Error} if the scenario was edited since
 */
export function judge(recording: Recording, options: JudgeOptions = {}): Admission {
  const { quirks = [], age = {}, states = STATES_MAX } = options;
  const { kernel } = recording;
  const ready = readyFor(recording.experiment);
  if (ready.digest !== recording.digest) throw new Error(staleText(recording));
  const name = [kernel, JSON.stringify(age), ...quirks].join('+');
  const scenario = { ...ready.scenario, quirks: [...ready.scenario.quirks, ...quirks] };
  const model = ready.models.get(name) ?? modelOf(scenario, withAge(RECORDED[kernel], age));
  ready.models.set(name, model);
  const run = runOf(recording);
  const key = `${name} ${states} ${admissionKey(model, run)}`;
  const verdict =
    ready.verdicts.get(key) ?? admits(model, run, { states: states + STATES_PER_STEP * run.steps.length });
  ready.verdicts.set(key, verdict);
  return verdict;
}

const staleText = ({ experiment, kernel, mode, seed }: Recording): string =>
  `${experiment} was edited after it was recorded (${kernel}, ${mode}, seed ${seed}): ` +
  `record it anew with \`npm run kernel:record -- --kernel ${kernel} ${experiment}\`, or take the edit back`;
