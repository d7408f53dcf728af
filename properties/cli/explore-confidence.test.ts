/** What drawn runs allow to say, from the command line: per strategy, and how often with an interval. */
import { describe, expect, it } from 'vitest';
import { EXPLORE_FORMATS } from '../../reports/explore-index.ts';
import type { ExploreReport } from '../../reports/explore-report.ts';
import { unseenShare, wilson } from '../../sim/explore/confidence.ts';
import { explored, HERE } from './explored.ts';
import { probesimLater } from './fakes.ts';

const LOST = 'lost-deferred-retry';
const textOf = (report: ExploreReport): string => {
  const text = EXPLORE_FORMATS.find(({ name }) => name === 'text');
  return (text?.render([report], { colour: false, width: 80 }) ?? '').replace(/\s+/g, ' ');
};

const TOLD = /^(.+?) end in a new way(?:, and at most ([\d.]+ %) break a promise)?[;.]/;

describe('confidence, strategy by strategy', async () => {
  const { report } = await explored([LOST, '--strategy', 'sampled', '--runs', '132']);
  const { confidence, runs } = report.coverage;

  it('is in the JSON report: the rule of three where nothing broke, and what may end in a new way', () => {
    expect(confidence.map(({ strategy }) => strategy).sort()).toEqual(
      ['pct:2..5', 'pos', 'random', 'sticky', 'surw', 'swarm'].sort(),
    );
    expect(confidence.reduce((sum, one) => sum + one.runs, 0)).toBe(runs);
    // Both kinds are there: of strategies that broke the promise and of such that did not.
    const bounds = new Map(confidence.map(({ strategy, breachesAtMost }) => [strategy, breachesAtMost]));
    expect(bounds.get('random')).toBeNull();
    expect(bounds.get('pct:2..5')).toBe(3 / 30);
    // One run of pos ended as none before or after it.
    expect(confidence.find(({ strategy }) => strategy === 'pos')).toMatchObject({ runs: 18, unseen: 1 / 18 });
  });

  it('is in the text report, each strategy with both', () => {
    const text = textOf(report);
    expect(text).toContain('Of further runs of each strategy (Good-Turing; 3 / runs, at 95 %): ');
    for (const one of confidence) {
      const [, said = ''] = text.split(`${one.strategy}, ${one.runs} runs: `);
      const told = TOLD.exec(said);
      expect(told?.[1]).toBe(one.unseen === 0 ? 'hardly any' : `${(100 * one.unseen).toFixed(1)} %`);
      const { breachesAtMost: most } = one;
      expect(told?.[2]).toBe(most === null ? undefined : `${(100 * most).toFixed(1)} %`);
    }
  });
});

describe('--clock timed --runs N', async () => {
  const { report } = await explored([LOST, '--clock', 'timed', '--runs', '200']);

  it('gives the distribution of endings, each with its interval', () => {
    expect(report.coverage).toMatchObject({ kind: 'timed-sweep', runs: 200, complete: false });
    const outcomes = report.devices['sound']?.outcomes ?? [];
    const seen = outcomes.map(({ share }) => share?.seen ?? 0);
    expect(seen.reduce((sum, one) => sum + one, 0)).toBe(200);
    expect(Math.min(...seen)).toBeGreaterThan(20);
    expect(outcomes.map(({ share }) => share)).toEqual(
      seen.map((hits) => ({ seen: hits, ...wilson(hits, 200) })),
    );
    expect(report.coverage.confidence).toMatchObject([{ runs: 200, unseen: unseenShare(seen) }]);
    expect(report.again).toContain('--clock timed --budget 200runs');
  });

  it('covers what ten times as many runs measure', async () => {
    const few = report.devices['sound']?.outcomes ?? [];
    const many = (await explored([LOST, '--clock', 'timed', '--runs', '2000'])).report.devices['sound'];
    for (const { driver, share } of few) {
      const measured = many?.outcomes.find((one) => one.driver === driver)?.share?.seen ?? 0;
      expect(share?.low).toBeLessThan(measured / 2_000);
      expect(share?.high).toBeGreaterThan(measured / 2_000);
    }
  });

  it('says it in the text, with how sure that is', () => {
    expect(textOf(report)).toMatch(/In \d+ runs: of all such runs between \d+ % and \d+ % \(at 95 %\)\./);
  });

  it.each([
    [['--runs', '0'], /--runs 0: write a number/],
    [['--runs', '5e3'], /--runs 5e3: write a number/],
    [['--runs', '5', '--budget', '6runs'], /--runs 5: --budget has a limit of runs, too/],
  ])('%j is a mistake', async (args, message) => {
    const { code, err } = await probesimLater(['explore', LOST, ...args], HERE);
    expect(code).toBe(2);
    expect(err).toMatch(message);
  });
});
