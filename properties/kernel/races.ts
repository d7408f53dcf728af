/**
 * The two races of today's kernel that the rig drives: the asynchronous driver that is forgotten (u), and the deferrals
 * that keep each other busy (w). For each: the schedule that exploration finds, and whether the kernel goes through it
 * where instructions are counted.
 */
import { decodeToken, type Token } from '../../sim/explore/token.ts';
import { admits, modelOf, type Model } from '../../sim/observed/check.ts';
import { expectedOf } from '../../sim/observed/expected.ts';
import { systemOf } from '../../sim/systems/catalogue.ts';
import { loopOf, type KernelLoop } from './kernel-loop.ts';
import { LASSO } from './lasso.ts';
import { passes, type Passed } from './passes.ts';
import { KERNELS, type Recording } from './recording.ts';
import { eventsOf } from './schedule.ts';
import { readExperiment, readRecordings } from './suites.ts';
import { isJudged, runOf } from './validate.ts';

/** Where the races and what closes them lie. */
export const FOLDER = 'properties/kernel/experiments/races';
export const FORGOTTEN = `${FOLDER}/u-forgotten-async-driver.yaml`;
export const LIVELOCK = `${FOLDER}/w-two-devices.yaml`;

const RECORDINGS = KERNELS.flatMap((kernel) =>
  ['races', 'scenarios'].flatMap((suite) => readRecordings(kernel, suite)),
);

export const recordingsOf = (experiment: string, mode: Recording['mode']): readonly Recording[] =>
  RECORDINGS.filter((one) => one.experiment === experiment && one.mode === mode && isJudged(one));

export function modelFor(experiment: string): Model {
  const { scenario } = readExperiment(experiment);
  return modelOf(scenario, systemOf(scenario));
}

/** How far a recording of u goes through the shortest schedule to the lost device: the ordinary one. */
export function passesShortest({ booted }: Model, recording: Recording): Passed {
  const story = {
    steps: recording.steps.filter(({ t }) => t >= 0),
    commands: recording.commands.filter(({ begin }) => begin >= 0),
  };
  return passes(expectedOf(booted.kernel, story), eventsOf(booted, []));
}

const STATES_MAX = 40_000;

/** The loop of the model that a recording of w goes round; undefined: none, or the model does not admit it. */
export function loopShown(model: Model, recording: Recording): KernelLoop | undefined {
  const { way } = admits(model, runOf(recording), { states: STATES_MAX });
  return way.length === 0 ? undefined : loopOf(model.booted, way);
}

/** The lasso of w as exploration tells it. */
export function lasso(): Token & { readonly loop: NonNullable<Token['loop']> } {
  const decoded = decodeToken(LASSO);
  if (!decoded.ok || !decoded.token.loop) throw new Error('lasso.ts holds no token of a lasso');
  return { ...decoded.token, loop: decoded.token.loop };
}
