/**
 * Everything that ships, explored as a user would: every line that is printed shows again what it stands beside, and
 * the text fits in a mail.
 */
import path from 'node:path';
import { expect, it } from 'vitest';
import { EXPLORE_FORMATS, isWell } from '../../reports/explore-index.ts';
import type { ExploreReport } from '../../reports/explore-report.ts';
import { WAYS } from '../golden/endings.ts';
import { MACHINES, SCENARIOS_DIR, STORIES } from '../golden/shipped.ts';
import { explored, replayOf } from './explored.ts';

/** What has too many states for a suite; golden/endings.ts has its own way for each. */
const QUICK = STORIES.filter(({ name }) => !Object.hasOwn(WAYS, name));

/** What is printed beside each replay line, told so that a run can be asked whether it shows it. */
function* claims({ devices, findings }: ExploreReport) {
  for (const [device, { outcomes }] of Object.entries(devices))
    for (const { driver, replay } of outcomes) yield { replay, device, driver };
  for (const { why, replay } of findings) yield { replay, why };
}

it.each([...QUICK, ...MACHINES.slice(0, 1)])(
  '$name: every line shows again what it says',
  async ({ name }) => {
    // As a user types it: an absolute path would be as long as where this was cloned to.
    const file = path.relative(process.cwd(), path.join(SCENARIOS_DIR, `${name}.yaml`));
    const { report, code } = await explored([file]);
    expect(code).toBe(isWell(report) ? 0 : 1);
    expect(report.coverage).toMatchObject({ kind: 'exhaustive', complete: true });
    const runs = new Map<string, ReturnType<typeof replayOf>>();
    for (const claim of claims(report)) {
      const run = runs.get(claim.replay) ?? replayOf(claim.replay, file);
      runs.set(claim.replay, run);
      if ('device' in claim) expect(run.devices[claim.device]?.driver ?? null).toBe(claim.driver);
      else expect(run.findings.map(({ why }) => why)).toContain(claim.why);
    }
    const broken = report.expectations.filter(({ verdict }) => verdict === 'broken');
    // The experiments were run with times that kept their steps apart; other orders end otherwise.
    const meant = name.startsWith('experiments/')
      ? broken.filter(({ expects }) => expects !== 'ends')
      : broken;
    expect(meant).toEqual([]);
    for (const format of EXPLORE_FORMATS) {
      const text = format.render([report], { colour: false, width: 80 });
      expect(text.endsWith('\n')).toBe(true);
      if (format.name === 'text') expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
    }
  },
);

it('a line without a file is enough for a shipped story', async () => {
  const { report } = await explored(['lost-deferred-retry']);
  for (const { driver, replay } of report.devices['sound']?.outcomes ?? []) {
    expect(replay).not.toContain('--file');
    expect(replayOf(replay).devices['sound']?.driver).toBe(driver);
  }
});
