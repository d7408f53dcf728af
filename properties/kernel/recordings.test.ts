/** Trace validation: what each recording shows, the model admits. */
import { describe, expect, it } from 'vitest';
import { admissionText } from '../../sim/observed/says.ts';
import type { Recording } from './recording.ts';
import { isJudged, judge, recordedSuites } from './validate.ts';

const SUITES = recordedSuites();
const textOf = ({ experiment, kernel, mode, seed }: Recording): string =>
  `${experiment} on ${kernel}, ${mode}, seed ${seed}`;

it('there are recordings', () => {
  expect(SUITES.flatMap(({ recordings }) => recordings).length).toBeGreaterThan(0);
});

describe.each(SUITES)('$kernel $suite', ({ recordings }) => {
  const experiments = [...new Set(recordings.map(({ experiment }) => experiment))];

  it.each(experiments)('%s', (experiment) => {
    for (const recording of recordings.filter((one) => one.experiment === experiment)) {
      if (!isJudged(recording)) continue;
      const verdict = judge(recording);
      if (verdict.is !== 'admitted')
        expect.fail(`the model contradicts ${textOf(recording)}\n${admissionText(verdict)}`);
    }
  });

  it('loses no records', () => {
    expect(recordings.filter((recording) => !isJudged(recording)).map(textOf)).toEqual([]);
  });
});

it('an edited scenario makes its recordings stale', () => {
  const [recording] = SUITES.flatMap(({ recordings }) => recordings);
  if (!recording) throw new Error('no recording');
  expect(() => judge({ ...recording, digest: '0123456789abcdef' })).toThrow(
    /was edited after it was recorded/,
  );
});
