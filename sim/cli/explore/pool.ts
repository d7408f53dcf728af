/**
 * Who makes the searches, and makes small what they find: worker threads, so that the main thread can show progress and
 * hear Ctrl-C. The threads load what they do themselves (worker.ts); the main thread needs none of it, and the pool
 * only when a search begins.
 */

import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { RefinementReport } from '../../../reports/explore-report.ts';
import type { InTime } from '../../findings/in-time.ts';
import type { Found, SearchTask } from './found.ts';
import type { RefineTask } from './refined.ts';
import type { Small, SmallTask } from './small.ts';
import type { TimingTask } from './timing.ts';

export interface SearchPool {
  readonly search: (task: SearchTask) => Promise<Found>;
  readonly small: (task: SmallTask) => Promise<Small>;
  readonly refine: (task: RefineTask) => Promise<RefinementReport>;
  readonly timing: (task: TimingTask) => Promise<readonly InTime[]>;
  readonly close: () => Promise<void>;
}

type AnyTask = SearchTask | SmallTask | RefineTask | TimingTask;

/** What a worker is to do, by the name that worker.ts gives it. */
interface WorkName {
  readonly name: keyof typeof import('./worker.ts');
}
const SEARCH: WorkName = { name: 'runSearch' };
const SMALL: WorkName = { name: 'runSmall' };
const REFINE: WorkName = { name: 'runRefine' };
const TIMING: WorkName = { name: 'runTiming' };

/** At most `jobs` searches at a time, each in a thread of its own. */
export function workerPool(jobs: number): SearchPool {
  const here = import.meta.url;
  const fromSource = here.endsWith('.ts');
  const worker = fileURLToPath(new URL(fromSource ? './worker.ts' : './worker.js', here));
  const tsx = (): string => pathToFileURL(createRequire(here).resolve('tsx')).href;
  const opened = import('piscina').then(
    ({ Piscina }) =>
      new Piscina<AnyTask, unknown>({
        filename: worker,
        // What each thread loads while it starts.
        ...SEARCH,
        minThreads: 1,
        maxThreads: jobs,
        ...(fromSource ? { execArgv: ['--import', tsx()] } : {}),
      }),
  );
  const run = async (task: AnyTask, work: WorkName): Promise<unknown> => (await opened).run(task, work);
  return {
    search: (task) => run(task, SEARCH) as Promise<Found>,
    small: (task) => run(task, SMALL) as Promise<Small>,
    refine: (task) => run(task, REFINE) as Promise<RefinementReport>,
    timing: (task) => run(task, TIMING) as Promise<readonly InTime[]>,
    close: async () => (await opened).destroy(),
  };
}
