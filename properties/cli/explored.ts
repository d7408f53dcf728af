/** The command line with everything real behind it but the threads: searches are made on the spot. */
import * as v from 'valibot';
import type { ExploreReport } from '../../reports/explore-report.ts';
import { ExploreSchema } from '../../reports/explore-schema.ts';
import { ReportSchema } from '../../reports/schema.ts';
import type { Report } from '../../reports/report.ts';
import { runRefine } from '../../sim/cli/explore/refined.ts';
import { runSearch } from '../../sim/cli/explore/search.ts';
import { runSmall } from '../../sim/cli/explore/small.ts';
import { runTiming } from '../../sim/cli/explore/timing.ts';
import { PARTS } from '../../sim/cli/glue.ts';
import { decodeToken } from '../../sim/explore/token.ts';
import type { Parts } from '../../sim/cli/parts.ts';
import { probesim, probesimLater } from './fakes.ts';

export const HERE: Parts = {
  ...PARTS,
  openPool: () => ({
    search: (task) => new Promise((resolve) => void resolve(runSearch(task))),
    small: (task) => new Promise((resolve) => void resolve(runSmall(task))),
    refine: (task) => new Promise((resolve) => void resolve(runRefine(task))),
    timing: (task) => new Promise((resolve) => void resolve(runTiming(task))),
    close: () => Promise.resolve(),
  }),
};

/** The exploration of a file, as its JSON says, and the exit code. */
export async function explored(
  args: readonly string[],
  parts: Parts = HERE,
): Promise<{ readonly report: ExploreReport; readonly code: number; readonly out: string }> {
  const { code, out, err } = await probesimLater(['explore', ...args, '--format', 'json'], parts);
  if (out === '') throw new Error(`nothing came out: ${err}`);
  return { report: v.parse(ExploreSchema, JSON.parse(out)), code, out };
}

/** The run of a replay line. `file`: where its scenario is, so that it need not be looked for among all that ship. */
export function replayOf(line: string, file?: string): Report {
  const [, , ...args] = line.split(' ');
  const decoded = decodeToken(args[1] ?? '');
  const travels = decoded.ok && decoded.token.embedded !== undefined;
  const named = file === undefined || args.includes('--file') || travels ? [] : ['--file', file];
  const { out, err } = probesim([...args, ...named, '--format', 'json'], HERE);
  if (out === '') throw new Error(`nothing came out: ${err}`);
  return v.parse(ReportSchema, JSON.parse(out));
}
