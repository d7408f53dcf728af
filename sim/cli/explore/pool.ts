/**
 * Who makes the searches, and makes small what they find: worker threads, so that the main thread can show progress and
 * hear Ctrl-C.
 */

import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Piscina } from 'piscina';
import type { Found, SearchTask } from './found.ts';
import type { RefinementReport } from '../../../reports/explore-report.ts';
import { runRefine, type RefineTask } from './refined.ts';
import { runSearch } from './search.ts';
import { runSmall, type Small, type SmallTask } from './small.ts';
import type { InTime } from '../../findings/in-time.ts';
import { runTiming, type TimingTask } from './timing.ts';

export interface SearchPool {
  readonly search: (task: SearchTask) => Promise<Found>;
  readonly small: (task: SmallTask) => Promise<Small>;
  readonly refine: (task: RefineTask) => Promise<RefinementReport>;
  readonly timing: (task: TimingTask) => Promise<readonly InTime[]>;
  readonly close: () => Promise<void>;
}

/** At most `jobs` searches at a time, each in a thread of its own. */
export function workerPool(jobs: number): SearchPool {
  const here = import.meta.url;
  const fromSource = here.endsWith('.ts');
  const fileOf = (name: string): string => {
    const file = fileURLToPath(new URL(name, here));
    return fromSource ? file : file.replace(/ts$/, 'js');
  };
  const tsx = (): string => pathToFileURL(createRequire(here).resolve('tsx')).href;
  const pool = new Piscina<SearchTask | SmallTask | RefineTask | TimingTask, unknown>({
    filename: fileOf('./search.ts'),
    name: runSearch.name,
    minThreads: 1,
    maxThreads: jobs,
    ...(fromSource ? { execArgv: ['--import', tsx()] } : {}),
  });
  const small = { filename: fileOf('./small.ts'), name: runSmall.name };
  const refine = { filename: fileOf('./refined.ts'), name: runRefine.name };
  const timing = { filename: fileOf('./timing.ts'), name: runTiming.name };
  return {
    search: (task) => pool.run(task) as Promise<Found>,
    small: (task) => pool.run(task, small) as Promise<Small>,
    refine: (task) => pool.run(task, refine) as Promise<RefinementReport>,
    timing: (task) => pool.run(task, timing) as Promise<readonly InTime[]>,
    close: () => pool.destroy(),
  };
}
