/** Trace validation: what each recording shows, the model admits. */
import { describe, expect, it } from 'vitest';
import { admissionText } from '../../sim/observed/says.ts';
import { DIFFERENCES } from './differences.ts';
import { isLong } from './long.ts';
import type { Recording } from './recording.ts';
import { isJudged, judge, recordedSuites } from './validate.ts';

const SUITES = recordedSuites();
const ALL = SUITES.flatMap(({ recordings }) => recordings);
const textOf = ({ experiment, kernel, mode, seed }: Recording): string =>
  `${experiment} on ${kernel}, ${mode}, seed ${seed}`;
const isMeant = ({ experiment }: Recording): boolean =>
  DIFFERENCES.some((difference) => difference.experiment === experiment);

it('there are recordings of at least 200 experiments on each kernel', () => {
  for (const kernel of ['6.1', '6.12']) {
    const own = ALL.filter((recording) => recording.kernel === kernel);
    expect(new Set(own.map(({ experiment }) => experiment)).size).toBeGreaterThanOrEqual(200);
  }
});

describe.each(SUITES)('$kernel $suite', ({ recordings }) => {
  const experiments = [...new Set(recordings.map(({ experiment }) => experiment))];

  it.each(experiments)('%s', (experiment) => {
    for (const recording of recordings.filter((one) => one.experiment === experiment)) {
      if (!isJudged(recording) || isMeant(recording)) continue;
      const verdict = judge(recording);
      if (verdict.is === 'undecided' && isLong(recording)) continue;
      if (verdict.is !== 'admitted')
        expect.fail(`the model contradicts ${textOf(recording)}\n${admissionText(verdict)}`);
    }
  });
});

it('records were lost only where a livelock filled the trace', () => {
  expect(ALL.filter((one) => !isJudged(one) && one.quiet).map(textOf)).toEqual([]);
});

it.each(DIFFERENCES)('the difference is still seen: $experiment', ({ experiment }) => {
  const own = ALL.filter((recording) => recording.experiment === experiment);
  expect(own.map((recording) => judge(recording).is)).toContain('contradicted');
});

it('an edited scenario makes its recordings stale', () => {
  const [recording] = ALL;
  if (!recording) throw new Error('no recording');
  expect(() => judge({ ...recording, digest: '0123456789abcdef' })).toThrow(
    /was edited after it was recorded/,
  );
});
