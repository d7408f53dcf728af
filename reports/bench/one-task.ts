/** One measurement, made in a process of its own: `one-task.ts TASK`, as JSON; prints what own-process.ts reads. */
import type { StudySettings } from '../../properties/study/layout.ts';
import { tuneEngine } from '../../sim/cli/tuning.ts';
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

/** What a task measures: prepared now, done when called. Nobody starts more than his task needs. */
async function workOf(task: Task): Promise<() => StudyFound | ClustersFound> {
  if (task.task === 'study') {
    const { study } = await import('./study-task.ts');
    return () => study(task);
  }
  const { clustersOf } = await import('./cluster-task.ts');
  return clustersOf(task);
}

// As the command line does.
tuneEngine();
const work = await workOf(JSON.parse(process.argv[2] ?? '{}') as Task);
let found: StudyFound | ClustersFound | undefined;
const seconds = cpuSeconds(() => void (found = work()));
const { user, system } = process.cpuUsage();
const peak = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({ found, seconds, all: (user + system) / 1e6, peak }));
