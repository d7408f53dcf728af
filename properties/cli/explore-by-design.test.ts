/** What a system breaks on purpose: shown with a run to it, whatever it takes to get there, and no breach. */
import * as fs from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { explored, HERE, replayOf } from './explored.ts';
import { folderWith, probesimLater } from './fakes.ts';

/** In the ordinary order the pad's own driver is there first, and nothing is handed over. */
const PAD = `
title: a pad between two drivers
devices:
  pad: { bus: hid, modalias: 'hid:b0003g0001v0000054Cp00000CE6' }
drivers:
  hid-generic: { bus: hid, matches: 'hid:b*g*v*p*', generic: true, catch-all: true }
  playstation: { bus: hid, matches: 'hid:b0003g*v0000054Cp00000CE6' }
story:
  - { as: own, register: playstation }
  - { as: other, register: hid-generic }
expect:
  always: [late-registration-never-rebinds]
  never: [{ breaks: late-registration-never-rebinds, device: pad }]
`;

const folder = folderWith({ 'pad.yaml': PAD });
const file = path.join(folder, 'pad.yaml');

afterAll(() => fs.rmSync(folder, { recursive: true }));

describe('what is broken by design', () => {
  it.each(['exhaustive', 'bounded:2', 'pos'])(
    '%s finds it behind deviations, and it replays',
    async (strategy) => {
      const { report, code } = await explored([file, '--strategy', strategy, '--budget', '200runs']);
      expect(code).toBe(0);
      const [finding, ...others] = report.findings;
      expect(others).toEqual([]);
      expect(finding).toMatchObject({
        invariant: 'late-registration-never-rebinds',
        byDesign: true,
        shrunk: null,
      });
      expect(finding?.deviations).toBeGreaterThan(0);
      expect(replayOf(finding?.replay ?? '').findings).toMatchObject([{ byDesign: true }]);
      const every = strategy === 'exhaustive';
      expect(report.promises).toMatchObject([
        { verdict: every ? 'held' : 'so-far', why: expect.stringMatching(/by design/) as unknown },
      ]);
      expect(report.expectations).toMatchObject([{ verdict: every ? 'held' : 'so-far' }]);
    },
  );

  it('stands in the verdict, with what has to happen', async () => {
    const { out } = await probesimLater(['explore', file], HERE);
    const text = out.replace(/\s+/g, ' ');
    expect(text).toContain('1 exception by design: late-registration-never-rebinds;');
    expect(text).toMatch(
      /by design: late-registration.* but pad was taken from hid-generic .* If ".*" of other comes before /,
    );
  });
});
