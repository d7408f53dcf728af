/** The scenario files that ship, found on disk: stories anywhere below scenarios, machines in a folder of their own. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const SCENARIOS_DIR = fileURLToPath(new URL('../../scenarios', import.meta.url));
export const GOLDEN_DIR = path.join(SCENARIOS_DIR, 'golden');

export interface Shipped {
  /** Path below the folder of scenarios, without its ending: `lost-deferred-retry`, `machines/nas`. */
  readonly name: string;
  readonly text: string;
}

const SKIPPED = /^(?:golden|kernels|machines)$/;

/** The stories, in the order of their names. */
export const STORIES: readonly Shipped[] = shippedBelow('');
/** The machines with their module databases. */
export const MACHINES: readonly Shipped[] = shippedBelow('machines');

function shippedBelow(folder: string): readonly Shipped[] {
  const entries = readdirSync(path.join(SCENARIOS_DIR, folder), { withFileTypes: true });
  return entries
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const name = path.posix.join(folder, entry.name);
      if (entry.isDirectory()) return SKIPPED.test(name) ? [] : shippedBelow(name);
      if (!name.endsWith('.yaml')) return [];
      return [{ name: name.slice(0, -5), text: readFileSync(path.join(SCENARIOS_DIR, name), 'utf8') }];
    });
}
