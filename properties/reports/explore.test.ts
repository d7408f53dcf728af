/** Explorations rendered: the verdict first, who can end with what, each command once, nothing wider than asked for. */
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { EXPLORE_FORMATS, isWell } from '../../reports/explore-index.ts';
import type { Confidence, Coverage, ExploreReport } from '../../reports/explore-report.ts';
import { exploreJsonSchema, ExploreSchema } from '../../reports/explore-schema.ts';
import { chanceText, coverageSentence, resultSentence } from '../../reports/explore-verdict.ts';
import type { TimingReport } from '../../reports/explore-timing.ts';
import { minimalText } from '../../reports/explore-small.ts';
import { finding, inTime, machineReport, nastyReport, raceReport, shrunk } from './explore-fixtures.ts';

const ALL = [raceReport, machineReport, nastyReport];

function shown(format: string, reports: readonly ExploreReport[], change = {}): string {
  const found = EXPLORE_FORMATS.find(({ name }) => name === format);
  return found?.render(reports, { colour: false, width: 80, ...change }) ?? '';
}

describe('text', () => {
  it('tells the verdict, who can end with what, why, and how to see it', () => {
    const text = shown('text', [raceReport]);
    expect(text).toMatch(/verdict {3}1 promise can break: specific-over-catch-all; 1 of 2 devices/);
    expect(text).toContain('(3,310 states)');
    expect(text).toContain('igd: i915 or vfio-pci');
    expect(text).toMatch(/i915 {2}In the ordinary order\. \[run-1\]/);
    expect(text.replace(/\s+/g, ' ')).toContain(
      'comes first, igd ends with vfio-pci. (2 deviations, with no fewer)',
    );
    expect(text).toContain('nic: always e1000e');
    expect(text).toMatch(/kept +no-deadlock/);
    expect(text).toMatch(
      /npx probesim explore scenarios\/race\.yaml\n\n1 promise can break: [^]*states\)\.\n$/,
    );
  });

  it('prints the command of a run once, and refers to it', () => {
    const text = shown('text', [raceReport]);
    expect(text.match(/0000002/g)).toHaveLength(1);
    expect(text.match(/As told above\. \[run-2\]/g)).toHaveLength(1);
  });

  it('tells what a finding really needs, once if others shrink to the same', () => {
    const twice = { ...raceReport, findings: [finding, { ...finding, why: 'another reason' }] };
    const text = shown('text', [twice]).replace(/\s+/g, ' ');
    expect(text).toContain(
      'needs only devices igd; drivers vfio-pci, i915; actors admin; 1 deviation in 40 steps.',
    );
    expect(text).toContain('needed udev worker: igd goes on, and not admin.');
    expect(text).toContain('any value probe of igd by i915: ok.');
    expect(text).toContain('none of its 4 parts can be left out (120 runs, 90 states).');
    expect(text).not.toContain('start of udevd');
    expect(text).toContain('needed udev rules for igd takes no longer than it has to.');
    expect(text).toContain('needed loading i915 takes 1.5ms longer than it has to.');
    expect(text.match(/needs only the same as above\. \[run-3\]/g)).toHaveLength(1);
  });

  it('marks what only unusual timing reaches, once for a run', () => {
    const delay = { process: 'a', about: 'start of a', min: 0, max: 9, takes: 7 };
    const timing: TimingReport = {
      ...inTime,
      verdict: 'needs-delays',
      delays: ['one', 'two', 'three', 'four', 'five'].map((says) => ({ ...delay, says })),
    };
    const [i915, vfio] = raceReport.devices['igd']?.outcomes ?? [];
    const report: ExploreReport = {
      ...raceReport,
      devices: {
        igd: { bus: 'pci', outcomes: [i915, vfio].flatMap((one) => (one ? [{ ...one, timing }] : [])) },
      },
      findings: [{ ...finding, timing }],
    };
    const text = shown('text', [report]).replace(/\s+/g, ' ');
    expect(text.match(/in time possible if one and two and three and 2 more delays\./g)).toHaveLength(2);
    expect(shown('text', [raceReport])).not.toContain('in time ');
    expect(shown('markdown', [report])).toContain(
      'In time: possible if one and two and three and 2 more delays.',
    );
  });

  it('says why a finding is not shrunk, and how far a proof went', () => {
    const none = { ...finding, shrunk: null, notShrunk: 'the time was up', swap: null };
    expect(shown('text', [{ ...raceReport, findings: [none] }])).toMatch(/not shrunk +the time was up\./);
    expect(shown('markdown', [{ ...raceReport, findings: [none] }])).toContain(
      'Not shrunk: the time was up.',
    );
    const says = (change: object): string =>
      minimalText({ ...shrunk, minimal: { ...shrunk.minimal, why: 'they are too many', ...change } });
    expect(says({ needed: 3 })).toMatch(
      /proved: no order needs fewer deviations, 3 of 4 parts cannot be left out; the rest not/,
    );
    expect(says({ schedule: false, needed: 0 })).toMatch(/; not proved, because they are too many/);
    expect(says({ states: 0 })).toMatch(/not proved: they are too many$/);
    expect(minimalText({ ...shrunk, complete: false })).toMatch(
      /^the smallest after 120 runs; the budget ended/,
    );
  });

  it('sums up what strategies that draw allow to say', () => {
    const one = { strategy: 'pos', runs: 300, unseen: 0.01, breachesAtMost: 0.01 };
    const confidence = [one, { ...one, strategy: 'urw', unseen: 0.02 }];
    const text = (more: readonly Confidence[]): string =>
      shown('text', [{ ...raceReport, coverage: { ...raceReport.coverage, confidence: more } }]).replace(
        /\s+/g,
        ' ',
      );
    expect(text(confidence)).toContain(
      'Of further runs of each strategy (Good-Turing; 3 / runs, at 95 %): pos, 300 runs: 1.0 % end in a new way, ' +
        'and at most 1.0 % break a promise; urw, 300 runs: 2.0 % end in a new way, and at most 1.0 % break a promise.',
    );
    expect(text([{ ...one, unseen: 0, breachesAtMost: null }])).toContain(
      '(Good-Turing): pos, 300 runs: hardly any end in a new way.',
    );
    const drawn = { ...raceReport, coverage: { ...raceReport.coverage, confidence } };
    expect(shown('markdown', [drawn])).toContain('urw, 300 runs: 2.0 % end in a new way');
  });

  it('groups the devices of a machine by driver', () => {
    const text = shown('text', [machineReport]);
    expect(text).toContain('38 devices always end the same way:');
    expect(text).toContain('2 devices that no driver of the scenario matches (--all lists them)');
    expect(text.split('\n').length).toBeLessThan(45);
    expect(shown('text', [machineReport], { all: true })).toContain('0000:00:39: always no driver');
  });

  it('tells one of those that are alike, and with --all each', () => {
    const igd = raceReport.devices['igd'] ?? { bus: 'pci', outcomes: [] };
    const devices = { ...raceReport.devices, igd2: igd, igd3: igd };
    const clusters = raceReport.clusters.map((one) => ({ ...one, devices: Object.keys(devices) }));
    const report = { ...raceReport, devices, clusters };
    expect(shown('text', [report])).toContain('likewise: igd2, igd3 (--all tells each)');
    expect(shown('text', [report], { all: true })).toContain('igd3: i915 or vfio-pci');
  });

  it('tells three findings of a promise and counts the rest', () => {
    const findings = Array.from({ length: 9 }, (_, n) => ({ ...finding, why: `reason ${n}` }));
    const text = shown('text', [{ ...raceReport, findings }]);
    expect(text).toContain('reason 2.');
    expect(text).not.toContain('reason 3');
    expect(text).toContain('and 6 more like these');
  });

  it.each([60, 80])('is at most %d columns wide', (width) => {
    const lines = shown('text', ALL, { width }).split('\n');
    expect(lines.filter((line) => [...line].length > width)).toEqual([]);
  });

  it('sums up several', () => {
    expect(shown('text', [raceReport, machineReport])).toMatch(/2 scenarios: 1 with something broken\n$/);
  });
});

describe('every format', () => {
  it.each(EXPLORE_FORMATS.map(({ name }) => name))('%s lets no name steer a terminal', (format) => {
    const text = shown(format, ALL);
    expect(text).not.toMatch(/[\u001b\u202e]/);
    expect(text.endsWith('\n')).toBe(true);
  });

  it('markdown makes no markup of names', () => {
    expect(shown('markdown', [nastyReport])).not.toMatch(/(?<!\\)<b>/);
  });

  it('json is what the schema says, one or many', () => {
    expect(v.parse(ExploreSchema, JSON.parse(shown('json', [raceReport])))).toEqual(raceReport);
    expect(JSON.parse(shown('json', ALL))).toHaveLength(ALL.length);
    expect(exploreJsonSchema()).toMatchObject({
      $schema: expect.stringContaining('json-schema.org') as unknown,
    });
  });
});

describe('the verdict', () => {
  const covered = (change: Partial<Coverage>): string =>
    coverageSentence({ ...raceReport, coverage: { ...raceReport.coverage, ...change } });

  it('says what was covered, and never more', () => {
    expect(covered({})).toBe('every order was tried (3,310 states)');
    expect(covered({ complete: false, bounds: ['3310states'] })).toMatch(
      /^stopped at 3,310 states: .* so far/,
    );
    expect(covered({ complete: false, bounds: ['interrupt'] })).toMatch(/^stopped at Ctrl-C/);
    expect(covered({ kind: 'bounded', states: 0, runs: 12 })).toMatch(/few deviations .*12 runs/);
    expect(covered({ kind: 'sampled', complete: false, runs: 9 })).toMatch(
      /9 runs were drawn, the rest was not tried/,
    );
    expect(covered({ kind: 'timed-sweep', complete: false, runs: 9 })).toMatch(
      /^9 runs with durations drawn/,
    );
  });

  it('rounds a chance up, never down', () => {
    const chances = [5.18e-12, 9.2e-17, 1e-9, 0].map((chance) => chanceText(chance));
    expect(chances.map((text) => text.replace('a chance of at most ', ''))).toEqual([
      '6e-12',
      '1e-16',
      '1e-9',
      'no chance',
    ]);
    expect(covered({ hashed: true, collisionAtMost: 5.18e-12 })).toContain(
      'at most 6e-12 that one was missed',
    );
  });

  it('is well unless something breaks; what is by design does not', () => {
    expect([isWell(raceReport), isWell(machineReport)]).toEqual([false, true]);
    expect(isWell({ ...raceReport, findings: [{ ...finding, byDesign: true }] })).toBe(true);
    const claim = { expects: 'never', claim: 'x', verdict: 'broken', why: null, token: null } as const;
    expect(isWell({ ...machineReport, expectations: [claim] })).toBe(false);
    expect(isWell({ ...machineReport, expectations: [{ ...claim, verdict: 'so-far' }] })).toBe(true);
  });

  it('says "so far" where not every order was tried', () => {
    expect(resultSentence(machineReport)).toBe('every device ends the same way in all orders');
    const partial = { ...machineReport, coverage: { ...machineReport.coverage, complete: false } };
    expect(resultSentence(partial)).toMatch(/so far$/);
  });
});
