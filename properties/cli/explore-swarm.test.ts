/** `explore --strategy swarm` on files: what is told of its runs, alone, in a portfolio, and part by part. */
import { describe, expect, it } from 'vitest';
import { explored, HERE } from './explored.ts';
import { probesimLater } from './fakes.ts';

const LOST = ['lost-deferred-retry', '--strategy', 'swarm', '--budget', '3000runs'];

describe('swarm', () => {
  it('prints what was drawn, and what of it loses the retry', async () => {
    const { report } = await explored(LOST);
    const [swarm, ...more] = report.swarm;
    expect(more).toEqual([]);
    expect(swarm).toMatchObject({ like: null, runs: 3_000 });
    expect(swarm?.features).toContain('udev worker: sound may act out of turn');
    expect(swarm?.drawn).toHaveLength(1_000);
    const lost = swarm?.findings.find(({ shows }) => shows.some(({ invariant }) => invariant !== null));
    expect(lost?.shows).toMatchObject([
      { invariant: 'nobody-stranded', device: 'sound' },
      { invariant: null, device: 'sound', driver: null },
    ]);
    // It takes both workers: the one that looks for the service and the one that brings it.
    expect(lost?.effects.map(({ feature, effect }) => [feature, effect])).toEqual([
      ['udev worker: sound may act out of turn', 'triggers'],
      ['udev worker: wm8960-codec may act out of turn', 'triggers'],
    ]);
    expect(lost?.first).toEqual(swarm?.drawn.find(({ run }) => run === lost?.first.run));
  });

  it('is told in the text, processes by their names', async () => {
    const { out } = await probesimLater(['explore', ...LOST], HERE);
    const text = out.replace(/\s+/g, ' ');
    expect(text).toContain('SWARM: WHAT BRINGS IT ABOUT 3,000 runs in which only some things could go');
    expect(text).toMatch(/which was allowed: unusual turns of deferred probe work, udev worker: sound, /);
  });

  it('has a share of the portfolio, and says nothing where it made no run', async () => {
    const sampled = await explored(['lost-deferred-retry', '--strategy', 'sampled', '--budget', '220runs']);
    expect(sampled.report.swarm).toMatchObject([{ runs: 20 }]);
    expect(sampled.report.coverage.confidence.map(({ strategy }) => strategy)).toContain('swarm');
    const random = await explored(['lost-deferred-retry', '--strategy', 'random', '--budget', '50runs']);
    expect(random.report.swarm).toEqual([]);
  });

  it('is told device by device where a search was', async () => {
    const { report } = await explored(['odroid-n2-dwmac', '--budget', '30states', '--budget', '440runs']);
    expect(report.coverage.perCluster).toBe(true);
    const likes = report.swarm.map(({ like }) => like);
    expect(likes.length).toBeGreaterThan(0);
    expect(likes).not.toContain(null);
  });
});
