/** What only unusual timing reaches is marked in `explore`: each mark is held against timed runs. */
import * as fs from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { DeviceOutcome, ExploreReport } from '../../reports/explore-report.ts';
import type { TimingReport } from '../../reports/explore-timing.ts';
import { runTiming } from '../../sim/cli/explore/timing.ts';
import { makeBoard, stopAll } from '../../sim/cli/explore/board.ts';
import { placeOf, replayed, type Deviation } from '../../sim/engine/choice.ts';
import { seeded } from '../../sim/engine/random.ts';
import { endingOf } from '../../sim/check/expect.ts';
import { decodeToken } from '../../sim/explore/token.ts';
import { trialsOf } from '../../sim/findings/trials.ts';
import { scenarioFrom } from '../../sim/scenario-from.ts';
import { simulate } from '../../sim/simulate.ts';
import { explored, HERE, replayOf } from './explored.ts';
import { folderWith, probesim, probesimLater } from './fakes.ts';

/** B serves the devices if it is registered before A. Both are there before the devices are. */
const story = (a: string, b: string, devices = 1): string => `
title: who is registered first
buses:
  simbus: { rules: generic }
devices:
${Array.from({ length: devices }, (_, n) => `  d${n}: { bus: simbus, modalias: 'sim:x${n}' }`).join('\n')}
drivers:
  A: { bus: simbus, matches: ['sim:*'] }
  B: { bus: simbus, matches: ['sim:x*'] }
story:
  - { at: ${a}, register: A }
  - { at: ${b}, register: B }
${Array.from({ length: devices }, (_, n) => `  - { at: 30ms, add: d${n} }`).join('\n')}
expect:
  always: [at-most-one-driver]
`;

const TEXTS = {
  'either.yaml': story('10ms', '10ms'),
  'late.yaml': story('0ms..20ms', '10ms'),
  'never.yaml': story('0ms..8ms', '10ms'),
  'many-late.yaml': story('0ms..20ms', '10ms', 9),
  'many-never.yaml': story('0ms..8ms', '10ms', 9),
  'breach.yaml': story('5ms', '0ms..20ms')
    .replace('A: { bus: simbus,', 'A: { bus: simbus, catch-all: true,')
    .replace('at-most-one-driver', 'specific-over-catch-all'),
};
const folder = folderWith(TEXTS);
const file = (name: keyof typeof TEXTS): string => path.join(folder, name);

afterAll(() => fs.rmSync(folder, { recursive: true }));

const endsWithB = ({ devices }: ExploreReport): DeviceOutcome | undefined =>
  devices['d0']?.outcomes.find(({ driver }) => driver === 'B');

function timingOf(report: ExploreReport): TimingReport {
  const timing = endsWithB(report)?.timing;
  if (!timing) throw new Error('B is an ending of d0, and has a mark');
  return timing;
}

/** The driver that d0 ends with in the run of the mark. */
function endOf({ replay }: TimingReport, name: keyof typeof TEXTS): string | null | undefined {
  const run = replayOf(replay ?? '', file(name));
  expect(run.clock).toBe('timed');
  return run.devices['d0']?.driver;
}

function deviationsOf({ token }: TimingReport): readonly Deviation[] {
  const decoded = decodeToken(token ?? '');
  if (!decoded.ok) throw new Error('a mark comes with a token');
  return decoded.token.deviations;
}

describe('an ending in time', () => {
  it('that needs no delay is possible, and the text says nothing of it', async () => {
    const { report } = await explored([file('either.yaml')]);
    const timing = timingOf(report);
    expect(timing).toMatchObject({ verdict: 'possible', delays: [], why: [] });
    expect(endOf(timing, 'either.yaml')).toBe('B');
    expect((await probesimLater(['explore', file('either.yaml')], HERE)).out).not.toContain('in time');
  });

  it('that needs a delay says which, and not a nanosecond less will do', async () => {
    const { report } = await explored([file('late.yaml')]);
    const timing = timingOf(report);
    expect(timing).toMatchObject({
      verdict: 'needs-delays',
      delays: [{ about: 'start of register A', min: 0, max: 20_000_000, takes: 10_000_000 }],
    });
    expect(endOf(timing, 'late.yaml')).toBe('B');
    const less = deviationsOf(timing).map(({ at, pick }) => ({
      at,
      pick: at.startsWith('d:') ? String(Number(pick) - 1) : pick,
    }));
    const chooser = replayed(less, false);
    const scenario = scenarioFrom(TEXTS['late.yaml']);
    const { world } = simulate(scenario, { chooser, clock: 'timed', stepsMax: 1_000 });
    expect(endingOf(world)).toEqual({ d0: 'A' });
  });

  it('that no durations give is impossible, and no timed run shows it', async () => {
    const { report } = await explored([file('never.yaml')]);
    expect(timingOf(report)).toMatchObject({
      verdict: 'impossible',
      delays: [],
      why: [
        'in this schedule at least 10ms (start of register B 10ms) pass',
        'in which at most 8ms (start of register A 8ms) can pass',
        '"driver listed" of register B comes before "driver listed" of register A',
      ],
      runs: 40,
      token: null,
    });
    const timed = await explored([file('never.yaml'), '--clock', 'timed', '--budget', '100runs']);
    expect(timed.report.devices['d0']?.outcomes.map(({ driver, timing }) => [driver, timing])).toEqual([
      ['A', null],
    ]);
  });

  it.each([
    ['late.yaml', 'possible if start of register A takes 10ms (0 to 20ms).'],
    [
      'never.yaml',
      'impossible with the durations of the file: in this schedule at least 10ms (start of register B 10ms) ' +
        'pass, in which at most 8ms (start of register A 8ms) can pass; nor did 40 drawn runs show it.',
    ],
  ] as const)('of %s is told in one sentence', async (name, says) => {
    const text = (await probesimLater(['explore', file(name)], HERE)).out.replace(/\s+/g, ' ');
    expect(text).toContain(`in time ${says}`);
    expect(text.match(/in time /g)).toHaveLength(1);
    const markdown = (await probesimLater(['explore', file(name), '--format', 'markdown'], HERE)).out;
    expect(markdown.replace(/\\(.)/g, '$1')).toContain(`In time: ${says}`);
  });

  it.each(['e13-registration-waits-for-a-probe', 'e15-async-registration-waits-too'])(
    'that needs somebody to wait for a lock that is free is impossible: %s',
    async (name) => {
      const { report } = await explored([`scenarios/experiments/${name}.yaml`]);
      const marks = report.devices['d']?.outcomes.map(({ driver, timing }) => [driver, timing?.verdict]);
      expect(marks).toEqual([
        ['A', 'possible'],
        ['B', 'impossible'],
      ]);
      expect(report.devices['d']?.outcomes[1]?.timing?.why.slice(0, 2)).toEqual([
        'in this schedule at least 100ms (start of register B 100ms) pass',
        'in which no time can pass',
      ]);
      expect(report.notCovered.join(' ')).not.toContain('Whether');
    },
  );

  it('that comes a nanosecond after another says so without it', async () => {
    const { report } = await explored(['vfio-ids-without-softdep']);
    const [vfio] = report.devices['nic']?.outcomes ?? [];
    expect(vfio?.driver).toBe('vfio-pci');
    expect(vfio?.timing?.delays).toMatchObject([
      { takes: 6_000_001, says: 'loading e1000 takes more than 6ms (3ms to 20ms)' },
    ]);
  });

  it('device by device is looked for in runs of the whole machine', async () => {
    const { report } = await explored([file('many-late.yaml')]);
    expect(report.coverage.perCluster).toBe(true);
    const timing = timingOf(report);
    expect(timing).toMatchObject({
      verdict: 'needs-delays',
      delays: [{ about: 'start of register A', takes: 10_000_000 }],
    });
    expect(endOf(timing, 'many-late.yaml')).toBe('B');
  });

  it('device by device is not judged where no such run shows it', async () => {
    const { report } = await explored([file('many-never.yaml')]);
    expect(timingOf(report)).toMatchObject({
      verdict: 'not-judged',
      why: ['its schedule is one of a part of the machine, the others being free'],
      runs: 40,
    });
    expect(report.notCovered.join(' ')).toMatch(
      /Whether 9 endings or findings can happen with the durations of the file: its/,
    );
  });

  it('is not judged when the time is up', () => {
    const asked = [{ finding: { is: 'ending', device: 'd0', driver: 'B' }, deviations: [] }] as const;
    const scenario = scenarioFrom(TEXTS['either.yaml']);
    const board = makeBoard();
    stopAll(board, 'time');
    expect(runTiming({ scenario, asked, board })).toEqual([
      { is: 'not judged', why: 'the time was up', runs: 0 },
    ]);
  });
});

describe('a finding in time', () => {
  it('has a mark, too, and its run breaks the promise', async () => {
    const { report } = await explored([file('breach.yaml')]);
    const [finding] = report.findings;
    expect(finding?.timing).toMatchObject({
      verdict: 'needs-delays',
      delays: [{ about: 'start of register B', takes: 5_000_000 }],
    });
    const run = replayOf(finding?.timing?.replay ?? '', file('breach.yaml'));
    expect(run.clock).toBe('timed');
    expect(run.findings.map(({ invariant }) => invariant)).toEqual(['specific-over-catch-all']);
  });

  it('that is shrunk is told with the same delay, though the small scenario has no durations', async () => {
    const { report } = await explored([file('breach.yaml')]);
    const { out } = probesim(
      ['shrink', report.findings[0]?.token ?? '', '--file', file('breach.yaml')],
      HERE,
    );
    expect(out).toMatch(/possible, if these take longer[^]*start of register B: 5ms \(0 to 20ms\)/);
  });
});

describe('delays by name', () => {
  it('are those that the timed clock asks for', () => {
    const scenario = scenarioFrom(fs.readFileSync('scenarios/lost-deferred-retry.yaml', 'utf8'));
    for (let seed = 1; seed <= 10; seed++) {
      const drawn = seeded(String(seed));
      const asked: string[] = [];
      const { turns } = trialsOf(scenario, { clock: 'timed', invariants: [], stepsMax: 5_000 }).tell({
        choose(point) {
          if (point.kind === 'delay') asked.push(placeOf(point));
          return drawn.choose(point);
        },
      });
      const named = turns.flatMap(({ takes }) => (takes && takes.max > takes.min ? [takes.at] : []));
      expect(named.length).toBeGreaterThan(3);
      expect(named.toSorted()).toEqual(asked.toSorted());
    }
  });
});
