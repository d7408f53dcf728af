/** The validation of one kernel's recordings, a test for each experiment. */
import { afterAll, describe, expect, it } from 'vitest';
import { admissionText } from '../../sim/observed/says.ts';
import { DIFFERENCES, differenceOf } from './differences.ts';
import { isLong, isLongRun, keepLong, LONG, nameOf } from './long.ts';
import type { KernelName, Recording } from './recording.ts';
import { isJudged, judge, recordedSuites, STATES_LONG } from './validate.ts';

const EXPERIMENTS_MIN = 200;
/** A long run takes what it takes. */
const TIMEOUT = isLongRun ? 1_200_000 : 60_000;

/** Declares the tests. */
export function validateKernel(kernel: KernelName): void {
  const suites = recordedSuites().filter((suite) => suite.kernel === kernel);
  const all = suites.flatMap(({ recordings }) => recordings);
  const long: Record<string, number | null> = {};

  it(`at least ${EXPERIMENTS_MIN} experiments were recorded on ${kernel}`, () => {
    expect(new Set(all.map(({ experiment }) => experiment)).size).toBeGreaterThanOrEqual(EXPERIMENTS_MIN);
  });

  describe.each(suites)('$suite', ({ recordings }) => {
    const experiments = [...new Set(recordings.map(({ experiment }) => experiment))];
    it.each(experiments)(
      '%s',
      (experiment) => {
        for (const recording of recordings.filter((one) => one.experiment === experiment))
          if (isJudged(recording) && !differenceOf(recording)) validate(recording, long);
      },
      TIMEOUT,
    );
  });

  it('records were lost only where a livelock filled the trace', () => {
    expect(all.filter((one) => !isJudged(one) && one.quiet).map(nameOf)).toEqual([]);
  });

  it.each(DIFFERENCES.filter((known) => (known.kernel ?? kernel) === kernel))(
    'the difference is still seen: $experiment',
    ({ experiment }) => {
      const own = all.filter((recording) => recording.experiment === experiment);
      expect(own.some((recording) => judge(recording).is !== 'admitted')).toBe(true);
    },
  );

  afterAll(() => {
    if (!isLongRun) return;
    const others = Object.entries(LONG).filter(([name]) => !name.startsWith(`${kernel} `));
    keepLong({ ...Object.fromEntries(others), ...long });
  });
}

function validate(recording: Recording, long: Record<string, number | null>): void {
  const verdict = judge(recording);
  if (verdict.is === 'admitted') return;
  if (verdict.is === 'undecided' && isLongRun) {
    const longer = judge(recording, { states: STATES_LONG });
    long[nameOf(recording)] = longer.is === 'admitted' ? longer.states : null;
    if (longer.is !== 'contradicted') return;
  }
  if (verdict.is === 'undecided' && isLong(recording)) return;
  expect.fail(`the model contradicts ${nameOf(recording)}\n${admissionText(verdict)}`);
}
