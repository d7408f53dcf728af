/** Whole runs held against the searches device by device: the count in the report, and what a refusal does to it. */
import { describe, expect, it } from 'vitest';
import type { RefinementReport } from '../../reports/explore-report.ts';
import { makeBoard, stopAll } from '../../sim/cli/explore/board.ts';
import { runRefine } from '../../sim/cli/explore/refined.ts';
import type { Parts } from '../../sim/cli/parts.ts';
import { shipped } from '../explore/saved.ts';
import { explored, HERE } from './explored.ts';
import { probesimLater } from './fakes.ts';

const FILE = 'nas-asus-maximus-vii-impact';

const answering = (refinement: RefinementReport): Parts => ({
  ...HERE,
  openPool: (jobs) => ({ ...HERE.openPool(jobs), refine: () => Promise.resolve(refinement) }),
});

describe('refinement', () => {
  it('is counted where devices were searched alone', async () => {
    const { report, code } = await explored([FILE]);
    expect(code).toBe(0);
    const { refinement, perCluster, complete } = report.coverage;
    expect({ perCluster, complete }).toEqual({ perCluster: true, complete: true });
    expect(refinement).toMatchObject({ runs: 10, checks: 310, undecided: 0, refused: [] });
    expect(refinement?.steps).toBeGreaterThan(100);
    const { out } = await probesimLater(['explore', FILE], HERE);
    expect(out).toMatch(/checked {3}refinement: 10 runs, [\d,]+ steps, 0 refused/);
    expect((await explored(['lost-deferred-retry'])).report.coverage.refinement).toBeNull();
  });

  it('refused takes the proof away, and is told', async () => {
    const refused = ['gpu: "bound gpu nouveau" of run 1/3'];
    const { report } = await explored(
      [FILE],
      answering({ runs: 10, checks: 310, steps: 99, undecided: 0, refused }),
    );
    expect(report.coverage).toMatchObject({ complete: false, bounds: ['refinement'] });
    expect(report.promises.map(({ verdict }) => verdict)).not.toContain('held');
    expect(report.notCovered[0]).toMatch(/refused what a whole run did/);
  });

  it('stops when the user interrupts', () => {
    const board = makeBoard();
    stopAll(board);
    const scenario = shipped(`machines/${FILE}.yaml`);
    expect(runRefine({ scenario, seed: '1', board })).toMatchObject({ runs: 0, steps: 0 });
  });
});
