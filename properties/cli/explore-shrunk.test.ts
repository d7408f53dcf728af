/** `explore` makes its findings small: in the report as data and in words, replayable, within the budget. */
import { describe, expect, it } from 'vitest';
import { runSmall } from '../../sim/cli/explore/small.ts';
import { stopAll } from '../../sim/cli/explore/board.ts';
import type { Parts } from '../../sim/cli/parts.ts';
import { scenarioFrom } from '../../sim/scenario-from.ts';
import { explored, HERE, replayOf } from './explored.ts';
import { probesimLater } from './fakes.ts';

describe('a finding made small', () => {
  it('is in the report: scenario, labels, proof, and a run that shows it', async () => {
    const { report, code } = await explored(['lost-deferred-retry']);
    expect(code).toBe(1);
    const [{ shrunk, notShrunk } = { shrunk: null, notShrunk: '' }] = report.findings;
    expect(notShrunk).toBeNull();
    expect(shrunk).toMatchObject({ complete: true, minimal: { schedule: true, why: null } });
    if (!shrunk) return;
    expect(scenarioFrom(shrunk.scenario).devices.map(({ name }) => name)).toEqual(shrunk.left.devices);
    expect(shrunk.answers.map(({ label }) => label)).toEqual(['needed', 'needed']);
    const shown = replayOf(shrunk.replay);
    expect(shown.findings.map(({ invariant }) => invariant)).toEqual(['nobody-stranded']);
    expect(shown.ending.steps).toBe(shrunk.turns);
  });

  it('comes with the two runs that differ in one swap, and they end as it says', async () => {
    const { report } = await explored(['lost-deferred-retry']);
    const swap = report.findings[0]?.swap;
    expect(swap?.says).toMatch(/^If "bound" of udev worker: wm8960-codec comes directly before /);
    if (!swap) return;
    expect(swap.adjacent).toBe(true);
    expect(replayOf(swap.passes.replay).findings.filter(({ byDesign }) => !byDesign)).toEqual([]);
    expect(replayOf(swap.shows.replay).findings.map(({ invariant }) => invariant)).toEqual([
      'nobody-stranded',
    ]);
  });

  it('is told in the text and in markdown', async () => {
    const { out } = await probesimLater(['explore', 'two-unbinds-of-a-supplier'], HERE);
    const text = out.replace(/\s+/g, ' ');
    expect(text).toMatch(
      /needs only devices regulator, panel; drivers .*; 1 deviation in \d+ steps\. \[run-/,
    );
    expect(text).toMatch(/needed second tool goes on, and not first tool\./);
    expect(text).toMatch(
      /minimal proved minimal: no order needs fewer deviations, and none of its \d+ parts/,
    );
    const markdown = (
      await probesimLater(['explore', 'two-unbinds-of-a-supplier', '--format', 'markdown'], HERE)
    ).out;
    expect(markdown).toContain('proved minimal');
    expect(markdown).toMatch(/The small scenario, and the run again<\/summary>\n\n {2}```\n {2}title: /);
  });

  it('of a seeded run counts the deviations that the seed made', async () => {
    const { report } = await explored([
      'two-unbinds-of-a-supplier',
      '--clock',
      'timed',
      '--budget',
      '60runs',
    ]);
    const shrunk = report.findings.flatMap((finding) => finding.shrunk ?? []);
    expect(shrunk.length).toBeGreaterThan(0);
    expect(shrunk[0]?.deviationsBefore).toBeGreaterThan(0);
    expect(shrunk[0]?.minimal).toMatchObject({
      schedule: false,
      why: expect.stringMatching(/timed/) as unknown,
    });
    expect(replayOf(shrunk[0]?.replay ?? '').findings.length).toBeGreaterThan(0);
  });
});

describe('not shrunk, and why', () => {
  const refusing = (not: string): Parts => ({
    ...HERE,
    openPool: (jobs) => ({ ...HERE.openPool(jobs), small: () => Promise.resolve({ not }) }),
  });

  it('is said in the report', async () => {
    const { report } = await explored(['lost-deferred-retry'], refusing('the time was up'));
    expect(report.findings[0]).toMatchObject({ shrunk: null, swap: null, notShrunk: 'the time was up' });
    const { out } = await probesimLater(['explore', 'lost-deferred-retry'], refusing('the time was up'));
    expect(out).toMatch(/not shrunk +the time was up\./);
  });

  it.each([
    ['the time is up', 'time', 'the time was up'],
    ['the user interrupts', 'interrupt', 'interrupted'],
  ] as const)('if %s', async (_name, stop, not) => {
    let asked = 0;
    const parts: Parts = {
      ...HERE,
      openPool: (jobs) => ({
        ...HERE.openPool(jobs),
        small: (task) => {
          asked++;
          stopAll(task.board, stop);
          return Promise.resolve(runSmall(task));
        },
      }),
    };
    const { report } = await explored(['lost-deferred-retry'], parts);
    expect(asked).toBe(1);
    expect(report.findings[0]).toMatchObject({ shrunk: null, notShrunk: not });
  });
});
