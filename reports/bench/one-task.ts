/** One measurement, made in a process of its own: `one-task.ts TASK`, as JSON; prints what own-process.ts reads. */
import * as fs from 'node:fs';
import path from 'node:path';
import { exhaustive } from '../../sim/explore/exhaustive.ts';
import { exploreClusters, spreadOf } from '../../sim/explore-clusters.ts';
import { exploreScenario } from '../../sim/explore-scenario.ts';
import { parseScenario } from '../../sim/scenario/parse.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { rack } from '../../properties/explore/rack.ts';
import { INVARIANTS } from '../../properties/invariants/index.ts';
import type { StudySettings } from '../../properties/study/layout.ts';
import { studySubject } from '../../properties/study/model.ts';
import { cpuSeconds } from './measure.ts';

/** All orders of the study's model, for so many seconds at most. */
export interface StudyTask {
  readonly task: 'study';
  readonly settings: StudySettings;
  readonly limit: number;
}

/** All endings of a shipped machine, cluster by cluster. */
export interface MachineTask {
  readonly task: 'machine';
  readonly file: string;
}

/** All endings of a rack of so many devices; `merged`: each class of devices once, else each device. */
export interface RackTask {
  readonly task: 'rack';
  readonly count: number;
  readonly merged: boolean;
}

export type Task = StudyTask | MachineTask | RackTask;

export interface StudyFound {
  readonly states: number;
  readonly transitions: number;
  readonly complete: boolean;
  readonly endings: readonly string[];
}

export interface ClustersFound {
  readonly devices: number;
  readonly searches: number;
  readonly states: number;
  readonly complete: boolean;
}

export type TaskResult<T extends Task> = T extends StudyTask ? StudyFound : ClustersFound;

/** States take at most so many bytes. */
const BYTES_MAX = 4e9;

function study({ settings, limit }: StudyTask): StudyFound {
  const before = process.cpuUsage();
  const expired = (): boolean => {
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1e6 > limit;
  };
  const { states, transitions, complete, endings } = exhaustive(studySubject(settings), {
    budget: { expired, bytes: BYTES_MAX },
  });
  return { states, transitions, complete, endings: [...endings.keys()].sort() };
}

function clusters(scenario: Scenario): ClustersFound {
  const { devices, classes, states, complete } = exploreClusters(scenario, INVARIANTS);
  return { devices: devices.length, searches: classes, states, complete };
}

/** Every device's own projection, although many are alike. */
function unmerged(scenario: Scenario): ClustersFound {
  const { devices } = spreadOf(scenario);
  const explored = devices.map(({ projected }) => exploreScenario(projected, INVARIANTS));
  return {
    devices: devices.length,
    searches: explored.length,
    states: explored.reduce((sum, { states }) => sum + states, 0),
    complete: explored.every(({ complete }) => complete),
  };
}

function machine(file: string): Scenario {
  const parsed = parseScenario(fs.readFileSync(file, 'utf8'), { file: path.basename(file) });
  if ('problems' in parsed) throw new Error(`${file} does not parse`);
  return parsed.scenario;
}

/** What a task measures: prepared now, done when called. */
function workOf(task: Task): () => StudyFound | ClustersFound {
  switch (task.task) {
    case 'study':
      return () => study(task);
    case 'machine': {
      const scenario = machine(task.file);
      return () => clusters(scenario);
    }
    case 'rack': {
      const scenario = rack(task.count);
      return () => (task.merged ? clusters(scenario) : unmerged(scenario));
    }
  }
}

const work = workOf(JSON.parse(process.argv[2] ?? '{}') as Task);
let found: StudyFound | ClustersFound | undefined;
const seconds = cpuSeconds(() => void (found = work()));
const { user, system } = process.cpuUsage();
const peak = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({ found, seconds, all: (user + system) / 1e6, peak }));
