/** Trace validation: what each recording of 6.1 shows, the model admits. */
import { expect, it } from 'vitest';
import { validateKernel } from './validation.ts';
import { judge, recordedSuites } from './validate.ts';

validateKernel('6.1');

it('an edited scenario makes its recordings stale', () => {
  const [recording] = recordedSuites().flatMap(({ recordings }) => recordings);
  if (!recording) throw new Error('no recording');
  const edited = { ...recording, digest: '0123456789abcdef' };
  expect(() => judge(edited)).toThrow(/was edited after it was recorded/);
});
