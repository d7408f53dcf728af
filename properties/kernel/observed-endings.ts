/** What the recordings show of endings: by experiment, all that came to rest, on any kernel. */
import { endingText } from './endings.ts';
import { readExperiment } from './suites.ts';
import { isJudged, recordedSuites } from './validate.ts';

/** Endings that were seen, by experiment. The kernel's own drivers are left out: how long they take is not known. */
export function observedEndings(): ReadonlyMap<string, ReadonlySet<string>> {
  const seen = new Map<string, Set<string>>();
  for (const { suite, recordings } of recordedSuites()) {
    if (suite === 'stock') continue;
    for (const recording of recordings) {
      const { experiment, devices, quiet, end } = recording;
      if (!isJudged(recording) || !quiet || end !== 'finished') continue;
      const text = endingText(readExperiment(experiment).scenario, devices);
      seen.set(experiment, (seen.get(experiment) ?? new Set()).add(text));
    }
  }
  return seen;
}
