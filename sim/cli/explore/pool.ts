/** Who makes the searches: worker threads, so that the main thread can show progress and hear Ctrl-C. */

import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Piscina } from 'piscina';
import type { Found, SearchTask } from './found.ts';
import { runSearch } from './search.ts';

export interface SearchPool {
  readonly search: (task: SearchTask) => Promise<Found>;
  readonly close: () => Promise<void>;
}

/** At most `jobs` searches at a time, each in a thread of its own. */
export function workerPool(jobs: number): SearchPool {
  const here = import.meta.url;
  const fromSource = here.endsWith('.ts');
  const file = fileURLToPath(new URL('./search.ts', here));
  const tsx = (): string => pathToFileURL(createRequire(here).resolve('tsx')).href;
  const pool = new Piscina<SearchTask, Found>({
    filename: fromSource ? file : file.replace(/ts$/, 'js'),
    name: runSearch.name,
    minThreads: 1,
    maxThreads: jobs,
    ...(fromSource ? { execArgv: ['--import', tsx()] } : {}),
  });
  return { search: (task) => pool.run(task), close: () => pool.destroy() };
}
