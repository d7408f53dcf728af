/** `explore` for real: what it says can be seen again, whatever the strategy; budgets, mistakes, threads. */
import * as fs from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { coverageSentence } from '../../reports/explore-verdict.ts';
import { promisesOf } from '../../sim/cli/explore/claims.ts';
import type { Found } from '../../sim/cli/explore/found.ts';
import type { Explored } from '../../sim/cli/explore/plan.ts';
import { PARTS } from '../../sim/cli/glue.ts';
import { scenarioFrom } from '../../sim/scenario-from.ts';
import { explored, HERE, replayOf } from './explored.ts';
import { folderWith, probesimLater } from './fakes.ts';

const RACE = `
title: vfio-pci and i915 race for the integrated GPU
devices:
  igd: { bus: pci, modalias: "pci:v00008086d00003E92sv00001028sd0000085Abc03sc00i00" }
drivers:
  vfio-pci: { bus: pci, catch-all: true, matches: ["pci:*"] }
  i915: { bus: pci, matches: ["pci:v00008086d00003E92*"] }
story:
  - { at: 0ms, add: igd }
  - { at: 0ms..90ms, register: vfio-pci }
  - { at: 5ms, register: i915 }
expect:
  always: [at-most-one-driver, late-registration-never-rebinds]
  ends: { igd: [i915, vfio-pci] }
  sometimes: [{ ends: { igd: i915 } }, { ends: { igd: vfio-pci } }]
`;

/** Nine devices of three classes: too many to be explored together. */
const MANY = `
title: nine devices and one driver that wants them all
devices:
${[1, 2, 3, 4, 5, 6]
  .map((n) => `  card${n}: { bus: pci, modalias: "pci:v00008086d0000000${n}sv0sd0bc03sc00i00" }`)
  .join('\n')}
  nic1: { bus: pci, modalias: "pci:v000010ECd00000001sv0sd0bc02sc00i00" }
  nic2: { bus: pci, modalias: "pci:v000010ECd00000002sv0sd0bc02sc00i00" }
  odd: { bus: usb, modalias: "usb:v1234" }
drivers:
  greedy: { bus: pci, catch-all: true, matches: ["pci:*"] }
  gpu: { bus: pci, matches: ["pci:v00008086d*"], probe: { may: [ok, EIO] } }
  net: { bus: pci, matches: ["pci:v000010ECd*"], probe: { may: [ok, EIO] } }
story:
  - { as: boot, at: 0ms, do: [{ register: gpu }, { register: net }, { register: greedy }] }
${['card1', 'card2', 'card3', 'card4', 'card5', 'card6', 'nic1', 'nic2', 'odd'].map((name) => `  - { at: 0ms, add: ${name} }`).join('\n')}
expect:
  always: [at-most-one-driver, no-deadlock]
  sometimes: [{ ends: { card1: gpu, nic2: net } }, { ends: { card4: greedy } }]
`;

const folder = folderWith({
  'race.yaml': RACE,
  'many.yaml': MANY,
  'never.yaml': RACE.replace(/sometimes: .*/, 'never: [{ ends: { igd: vfio-pci } }]'),
  'other.yaml': RACE.replace('igd: [i915, vfio-pci]', 'igd: [i915]'),
  'impossible.yaml': RACE.replace(/sometimes: .*/, 'sometimes: [{ ends: { igd: none } }]'),
});
const at = (name: string): string => path.join(folder, name);

afterAll(() => fs.rmSync(folder, { recursive: true }));

describe('all devices together', () => {
  it('tells every ending, and each replays to what it says', async () => {
    const { report, code } = await explored([at('race.yaml')]);
    expect(code).toBe(0);
    expect(report.coverage).toMatchObject({
      kind: 'exhaustive',
      complete: true,
      perCluster: false,
      bounds: [],
    });
    const outcomes = report.devices['igd']?.outcomes ?? [];
    expect(outcomes.map(({ driver }) => driver).sort()).toEqual(['i915', 'vfio-pci']);
    expect(outcomes.map(({ deviations }) => deviations)).toContain(0);
    for (const { driver, replay, frequency, shortest } of outcomes) {
      expect({ frequency, shortest }).toEqual({ frequency: 'sometimes', shortest: true });
      expect(replay).toContain('--file');
      expect(replayOf(replay).devices['igd']?.driver).toBe(driver);
    }
    expect(report.promises.map(({ verdict }) => verdict)).toEqual(['held', 'held']);
    expect(report.expectations.map(({ verdict }) => verdict)).toEqual(['held', 'held', 'held']);
  });

  it('says why one ending and not the other', async () => {
    const { report } = await explored([at('race.yaml')]);
    const said = report.devices['igd']?.outcomes.map(({ how }) => how).join(' ');
    expect(said).toMatch(/comes .*before .*, igd ends with .*\. If .* first, igd ends with /);
  });

  it.each([
    ['an ending that the file does not allow', 'other.yaml', 'ends'],
    ['an ending that must never be', 'never.yaml', 'never'],
    ['something that some order should show and none does', 'impossible.yaml', 'sometimes'],
  ])('ends with 1 for %s', async (_name, file, expects) => {
    const { report, code } = await explored([at(file)]);
    expect(code).toBe(1);
    const broken = report.expectations.filter(({ verdict }) => verdict === 'broken');
    expect(broken.map((each) => each.expects)).toEqual([expects]);
    const token = broken[0]?.token ?? null;
    if (token === null) return;
    expect(replayOf(`npx probesim replay ${token} --file ${at(file)}`).devices['igd']?.driver).toBe(
      'vfio-pci',
    );
  });
});

describe('device by device', () => {
  it('searches each class once; the part travels in the token, and each replays under its own names', async () => {
    const { report } = await explored([at('many.yaml')]);
    expect(report.coverage).toMatchObject({ kind: 'exhaustive', complete: true, perCluster: true });
    expect(report.unmatched).toEqual(['odd']);
    const sizes = report.clusters.map(({ devices }) => devices.length);
    expect(sizes.length).toBeLessThan(8);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(8);
    expect(report.notCovered.join(' ')).toContain(
      'deadlocks between devices that do not depend on each other',
    );
    const outcomes = Object.entries(report.devices).flatMap(([device, told]) =>
      told.outcomes.map((outcome) => ({ device, ...outcome })),
    );
    expect(outcomes.length).toBeGreaterThan(16);
    for (const { device, driver, replay } of outcomes)
      expect(replayOf(replay, at('many.yaml')).devices[device]?.driver, device).toBe(driver);
    // About two devices that were not searched together, so nobody can tell.
    expect(report.expectations.map(({ verdict }) => verdict)).toEqual(['not-judged', 'held']);
  });

  it('says the same whatever the number of threads', async () => {
    const one = await explored([at('many.yaml'), '--jobs', '1'], PARTS);
    const two = await explored([at('many.yaml'), '--jobs', '2'], PARTS);
    expect(two).toEqual(one);
    expect(one.out).toBe((await explored([at('many.yaml')])).out);
  });
});

describe('told apart by signatures', () => {
  it('finds the same, and says in the verdict that it is no proof', async () => {
    const exact = (await explored([at('many.yaml')])).report;
    const { report } = await explored([at('many.yaml'), '--hashed']);
    expect(report.devices).toEqual(exact.devices);
    expect(exact.coverage).toMatchObject({ hashed: false, collisionAtMost: null });
    expect(report.coverage).toEqual({
      ...exact.coverage,
      hashed: true,
      collisionAtMost: report.coverage.collisionAtMost,
    });
    expect(report.coverage.collisionAtMost).toBeGreaterThan(0);
    expect(report.coverage.collisionAtMost).toBeLessThan(1e-10);
    expect(report.again).toContain('--hashed');
    expect(report.notCovered.join(' ')).toMatch(/same signature: a chance of at most \de-\d+\./);
    expect(coverageSentence(report)).toContain('told apart by 64-bit signatures');
  });

  it.each([
    [true, 'not-judged'],
    [false, 'held'],
  ])('hashed %s: a circle of states that no run without end was found in is %s', (hashed, verdict) => {
    const whole = { cyclic: true, unshown: false } as Found;
    const all = { whole, parts: [], endless: null } as unknown as Explored;
    const scenario = scenarioFrom('title: x');
    const evidence = { scenario, explored: all, hashed, everyOrder: true, outcomes: {}, findings: [] };
    const settles = promisesOf(evidence as never).find(({ name }) => name === 'settles');
    expect(settles?.verdict).toBe(verdict);
  });
});

describe('strategies', () => {
  it.each(['exhaustive', 'bounded:3', 'sampled', 'random', 'pct:3', 'pos', 'urw', 'swarm'])(
    '%s finds both endings of the race, and they replay',
    async (strategy) => {
      const { report } = await explored([at('race.yaml'), '--strategy', strategy, '--budget', '300runs']);
      const outcomes = report.devices['igd']?.outcomes ?? [];
      expect(outcomes.map(({ driver }) => driver).sort()).toEqual(['i915', 'vfio-pci']);
      for (const { driver, replay } of outcomes) expect(replayOf(replay).devices['igd']?.driver).toBe(driver);
      const drawn = !/^(?:exhaustive|bounded)/.test(strategy);
      expect(report.coverage.kind).toBe(
        drawn ? 'sampled' : strategy === 'exhaustive' ? 'exhaustive' : 'bounded',
      );
      expect(report.coverage.confidence.length > 0).toBe(drawn);
      expect(report.expectations.map(({ verdict }) => verdict)).toContain(
        strategy === 'exhaustive' ? 'held' : 'so-far',
      );
      expect(report.again).toContain(`--strategy ${strategy} --budget 300runs`);
    },
  );

  it('bounded:1 says that it tried all of its schedules, and no more', async () => {
    const { report } = await explored([at('race.yaml'), '--strategy', 'bounded:1']);
    expect(report.coverage).toMatchObject({ kind: 'bounded', complete: true });
    expect(report.notCovered.join(' ')).toContain('more deviations than 1');
  });

  it('the timed clock counts how often, and names seeds', async () => {
    const { report } = await explored([at('race.yaml'), '--clock', 'timed', '--budget', '100runs']);
    expect(report.coverage).toMatchObject({ kind: 'timed-sweep', complete: false, runs: 100 });
    const outcomes = report.devices['igd']?.outcomes ?? [];
    expect(outcomes.reduce((sum, { share }) => sum + (share?.seen ?? 0), 0)).toBe(100);
    for (const { driver, replay } of outcomes) expect(replayOf(replay).devices['igd']?.driver).toBe(driver);
  });

  it('auto goes on with runs where a budget ends the search', async () => {
    const { report } = await explored(['ctc-and-lcs', '--budget', '50states', '--budget', '150runs']);
    expect(report.coverage).toMatchObject({ complete: false, bounds: ['50states', '150runs'] });
    expect(report.strategy.picked).toMatch(/did not get through and went on with bounded:2 and sampled/);
    expect(report.expectations.map(({ verdict }) => verdict)).not.toContain('broken');
  });
});

describe('mistakes', () => {
  it.each([
    [['--strategy', 'dfs'], /--strategy dfs: there are auto, exhaustive/],
    [['--budget', '5apples'], /--budget 5apples: write for example 60s/],
    [['--jobs', '0'], /from 1 to 256/],
    [['--hashed', '--strategy', 'pos'], /--hashed is about searches by states/],
    [['--hashed', '--clock', 'timed'], /--hashed is about searches by states/],
    [['--budget', '1s', '--budget', '2min'], /--budget 2min: the limit of seconds is given twice/],
    [['--budget', '0s'], /--budget 0s: write for example 60s/],
    [['--seed', ''], /a seed has 1 to/],
    [['--clock', 'timed', '--strategy', 'pos'], /one run per seed/],
    [['--format', 'junit'], /text, json, markdown/],
  ])('%j', async (args, expected) => {
    const { code, out, err } = await probesimLater(['explore', at('race.yaml'), ...args], HERE);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(expected);
  });

  it('of files come before anything is explored', async () => {
    expect(await probesimLater(['explore', at('none.yaml')], HERE)).toMatchObject({ code: 2, out: '' });
  });
});

describe('in threads', () => {
  it('Ctrl-C gives the report of what was found until then', async () => {
    const args = [
      'explore',
      'ctc-and-lcs',
      '--strategy',
      'exhaustive',
      '--budget',
      '1GiB',
      '--format',
      'json',
    ];
    const { code, out, err } = await probesimLater(args, PARTS, {
      onInterrupt: (stop) => {
        const timer = setTimeout(stop, 1_500);
        return () => clearTimeout(timer);
      },
    });
    expect(code).toBe(130);
    expect(err).toContain('stopping');
    expect(JSON.parse(out)).toMatchObject({ coverage: { complete: false, bounds: ['interrupt'] } });
  });

  it('progress is shown on a terminal after two seconds, and wiped', async () => {
    let clock = 0;
    const around = { errIsTerminal: true, now: () => (clock += 1_500) };
    const { err } = await probesimLater(['explore', at('race.yaml')], PARTS, around);
    expect(err).toMatch(/search 1 of 1: [\d,]+ states?, [\d,]+ a second, frontier \d+/);
    expect(err).toMatch(/\r\u001b\[K$/);
  });
});
