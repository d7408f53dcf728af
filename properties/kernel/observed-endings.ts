/** What the recordings show of endings: by experiment, all that came to rest, on any kernel. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { endingText } from './endings.ts';
import { readExperiment, ROOT } from './suites.ts';
import { isJudged, recordedSuites } from './validate.ts';

/** Where the scenarios lie that lead to endings of others. */
export const DIRECTED = 'properties/kernel/experiments/directed';

const SEEN = seenEndings();

function seenEndings(): ReadonlyMap<string, ReadonlySet<string>> {
  const seen = new Map<string, Set<string>>();
  for (const recording of recordedSuites().flatMap(({ recordings }) => recordings)) {
    const { experiment, devices, quiet, end } = recording;
    if (!isJudged(recording) || !quiet || end !== 'finished' || !existsSync(join(ROOT, experiment))) continue;
    const text = endingText(readExperiment(experiment).scenario, devices);
    seen.set(experiment, (seen.get(experiment) ?? new Set()).add(text));
  }
  return seen;
}

/**
 * Endings that were seen, by experiment. The kernel's own drivers are left out, as how long they take is not known, and
 * directed scenarios, which are part of their originals.
 */
export function observedEndings(): ReadonlyMap<string, ReadonlySet<string>> {
  const isOwn = (file: string): boolean => !/\/(?:stock|directed)\//.test(file);
  return new Map([...SEEN].filter(([file]) => isOwn(file)));
}

/** Endings that a directed scenario showed. */
export const directedEndings = (file: string): ReadonlySet<string> => SEEN.get(file) ?? new Set();
