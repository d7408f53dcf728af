/** Each guard of the kernel, switched off in the model: some recording of the real kernel contradicts the mutant. */
import { describe, expect, it } from 'vitest';
import { QUIRK_NAMES } from '../../sim/linux/quirks.ts';
import { admissionText } from '../../sim/observed/says.ts';
import { NOT_TOLD, REJECTED } from './mutants.ts';
import { judge, recordedSuites } from './validate.ts';

const ALL = recordedSuites().flatMap(({ recordings }) => recordings);

it('every quirk is rejected, or it is said why no recording can tell', () => {
  const named = [...Object.keys(REJECTED), ...Object.keys(NOT_TOLD)].sort();
  expect(named).toEqual([...QUIRK_NAMES].sort());
});

describe('rejected', () => {
  it.each(Object.entries(REJECTED))('%s by %s', (quirk, experiment) => {
    const own = ALL.filter((recording) => recording.experiment === experiment);
    expect(own.map((recording) => judge(recording).is)).not.toContain('contradicted');
    expect(own.map((recording) => judge(recording, { quirks: [quirk] }).is)).toContain('contradicted');
  });
});

it('a wrong step of the model is named, with its place in the reference', () => {
  const experiment = 'scenarios/experiments/e10-bound-stays-bound.yaml';
  const recording = ALL.find((one) => one.experiment === experiment);
  if (!recording) throw new Error(`${experiment} was not recorded`);
  const text = admissionText(judge(recording, { quirks: ['no-bound-check'] }));
  expect(text).toMatch(/steps of the (?:given past|story) fit, then\n  \S+ ms admin: /);
  expect(text).toMatch(/d: probe of A called, by admin \(reference 4\.3\.9\)/);
});
