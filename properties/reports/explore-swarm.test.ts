/** What swarm tells, rendered: rare things first, what was drawn and what it does, nothing wider than asked for. */
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { EXPLORE_FORMATS } from '../../reports/explore-index.ts';
import { ExploreSchema } from '../../reports/explore-schema.ts';
import { drawnText, type SwarmReport } from '../../reports/explore-swarm.ts';
import { nastyReport, raceReport, swarm } from './explore-fixtures.ts';

const shown = (format: string, swarms: readonly SwarmReport[], all = false): string => {
  const found = EXPLORE_FORMATS.find(({ name }) => name === format);
  const report = { ...raceReport, swarm: swarms };
  return found?.render([report], { colour: false, width: 80, all }) ?? '';
};
const flat = (text: string): string => text.replace(/\s+/g, ' ');

describe('text', () => {
  const text = flat(shown('text', [swarm]));

  it('tells rare things: how often, first in which run, and what brings them about or hides them', () => {
    expect(text).toContain('of 3 things that can, about half were allowed to a run, drawn anew for each.');
    expect(text).toContain('- a promise breaks; igd ends with vfio-pci: in 30 of 200 runs.');
    expect(text).toContain(
      'first run 2, which was allowed: unusual turns of admin, udevd (igd); probe of igd by i915: ENODEV ' +
        '(a chance was taken one time in 4).',
    );
    expect(text).toContain(
      'more often admin may act out of turn (20 to 40 % of the runs with it, 0 to 6 % of those without).',
    );
    expect(text).toContain('less often probe of igd by i915: ENODEV (20 to');
    expect(text).not.toContain('more often probe of igd');
    expect(text).not.toContain('those without). probe of igd');
    expect(text).not.toContain('less often admin');
  });

  it('leaves to --all what most runs showed, and what was drawn run by run', () => {
    expect(text).toContain('Not listed: 1 thing that came up more often.');
    expect(text).not.toContain('igd ends with i915: in 170');
    const all = flat(shown('text', [swarm], true));
    expect(all).toContain('igd ends with i915: in 170 of 200 runs. first run 1, which was allowed: nothing.');
    expect(all).toContain('by no single thing');
    expect(all).toContain('2: probe of igd by i915: ENODEV');
    expect(all).toContain('run 1 (1): nothing run 2 (4): 1 2 3 and 198 more');
  });

  it('says which part of the machine was run, and that nothing came of it', () => {
    const part = flat(shown('text', [{ ...swarm, like: 'igd', findings: [] }]));
    expect(part).toContain('200 runs of igd and what it depends on in which');
    expect(part).toContain('All of them showed the same.');
    expect(shown('text', [])).not.toContain('SWARM');
  });

  it('lists few effects and names, and counts the rest', () => {
    const [finding] = swarm.findings;
    if (!finding) throw new Error('there is one');
    const [effect] = finding.effects;
    const effects = Array.from({ length: 7 }, () => effect).flatMap((one) => one ?? []);
    expect(flat(shown('text', [{ ...swarm, findings: [{ ...finding, effects }] }]))).toContain(
      'and 3 more (',
    );
    const features = Array.from({ length: 20 }, (_, n) => `answer ${n}`);
    expect(drawnText({ run: 1, rate: 1, on: [...features.keys()] }, features)).toMatch(/answer 7; 12 more$/);
    const many = Array.from({ length: 20 }, () => finding);
    expect(flat(shown('text', [{ ...swarm, findings: many }]))).toContain('Not listed: 8 things');
  });

  it.each([false, true])('is at most 80 columns wide (all: %s)', (all) => {
    const lines = shown('text', [swarm, ...nastyReport.swarm], all).split('\n');
    expect(lines.filter((line) => [...line].length > 80)).toEqual([]);
  });
});

describe('other formats', () => {
  it('markdown tells the same, in lists', () => {
    const text = shown('markdown', [swarm]);
    expect(text).toContain(
      '- a promise breaks; igd ends with vfio-pci: 30 of 200; first in run 2, which was',
    );
    expect(text).toContain('  - triggers: admin may act out of turn (20 to 40 %');
    expect(shown('markdown', [])).not.toContain('Swarm');
  });

  it('json is what the schema says', () => {
    const report = v.parse(ExploreSchema, JSON.parse(shown('json', [swarm])));
    expect(report.swarm).toEqual([swarm]);
  });
});
