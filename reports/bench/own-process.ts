/** Measurements in a process of their own: nothing is warm, and the peak of memory is theirs. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import type { Task, TaskResult } from './one-task.ts';

/** What a task found and what it cost. */
export interface Measured<T> {
  readonly found: T;
  /** Processor seconds of the work. */
  readonly seconds: number;
  /** Processor seconds of the whole process, start-up included, all threads. */
  readonly all: number;
  /** Megabytes of memory at most. */
  readonly peak: number;
}

/** Runs one task (one-task.ts) in a new Node. Undefined if it did not survive, out of memory for instance. */
export function inOwnProcess<T extends Task>(task: T): Measured<TaskResult<T>> | undefined {
  const script = path.join(import.meta.dirname, `one-task${path.extname(import.meta.filename)}`);
  const { status, stdout } = spawnSync(
    process.execPath,
    [...process.execArgv, '--max-old-space-size=8000', script, JSON.stringify(task)],
    { encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  return status === 0 ? (JSON.parse(stdout) as Measured<TaskResult<T>>) : undefined;
}
