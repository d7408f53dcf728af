/** The text report: what stands where, at which width, folded how. */
import { describe, expect, it } from 'vitest';
import { foldCommand } from '../../reports/command.ts';
import { waitCycle } from '../../reports/cycle.ts';
import { wrap } from '../../reports/layout.ts';
import type { Report } from '../../reports/report.ts';
import { renderManyText, renderText } from '../../reports/text.ts';
import { deadlock, findings, REPORTS, seventy, small, traced, undone } from './fixtures.ts';

const named = Object.entries(REPORTS).map(([name, report]) => ({ name, report }));
const text = (report: Report, options: object = {}): string => {
  return renderText(report, { colour: false, width: 80, ...options });
};
const longest = (shown: string): number => Math.max(...shown.split('\n').map((line) => [...line].length));

describe('text report', () => {
  it.each(named)('$name fits in 80 and in 60 columns', ({ report }) => {
    expect(longest(text(report))).toBeLessThanOrEqual(80);
    expect(longest(text(report, { all: true }))).toBeLessThanOrEqual(80);
    // A quoted file name in the replay line is not cut: it would be another name.
    if (report.replay === small.replay) expect(longest(text(report, { width: 60 }))).toBeLessThanOrEqual(60);
  });

  it('colours only when told to', () => {
    expect(text(small, { colour: true })).toContain('\u001b[');
    expect(text(small)).not.toContain('\u001b');
  });

  it('says who won and why the other did not, better with a trace', () => {
    expect(text(small)).toContain('i915 could serve it but was not asked');
    expect(text(traced)).toContain('i915 registered at 0.040000s, when it');
  });

  it('says which driver was taken down though it said yes, and not that nobody asked it', () => {
    const sentence = text(undone).replaceAll(/\s+/g, ' ');
    expect(sentence).toContain('filter answered EIO at 0.004000s; disk-driver answered ok at 0.003000s');
    expect(sentence).toContain('and was removed again');
    expect(sentence).not.toContain('was not asked');
  });

  it('folds the boring part of a big machine, unless asked for all', () => {
    expect(text(seventy)).toContain('45 devices bound as expected');
    expect(text(seventy)).toContain('23 devices that no driver of the scenario matches (--all');
    expect(text(seventy).split('\n').length).toBeLessThan(50);
    for (const name of Object.keys(seventy.devices)) expect(text(seventy, { all: true })).toContain(name);
  });

  it('never folds a device with a story', () => {
    expect(text(seventy)).toMatch(/^ {2}igd .*vfio-pci/m);
    expect(text(seventy)).toMatch(/^ {2}PNP0C0A:00 .*deferred/m);
  });

  it('ends with the command that replays the run', () => {
    expect(text(small).trimEnd().endsWith(small.replay)).toBe(true);
  });

  it('several reports end in a sum', () => {
    const many = renderManyText([small, findings], { colour: false, width: 80 });
    expect(many.trimEnd().endsWith('2 scenarios: 1 broken')).toBe(true);
  });
});

describe('wait-for cycle', () => {
  it('is found behind somebody who only waits for it', () => {
    const cycle = waitCycle(deadlock.ending.blocked).map(({ process }) => process);
    expect(cycle).toEqual(['udev worker 1', 'hub thread']);
  });

  it('is empty when nobody holds what is missing', () => {
    expect(waitCycle([{ process: 'a', waitsFor: 'x', heldBy: [] }])).toEqual([]);
  });

  it('takes a chain of 100,000 without trouble', () => {
    const chain = Array.from({ length: 1e5 }, (_, i) => ({
      process: `p${i}`,
      waitsFor: 'x',
      heldBy: [`p${i + 1}`],
    }));
    expect(waitCycle(chain)).toEqual([]);
  });
});

describe('folding', () => {
  it('joined as a shell joins, the command is whole again', () => {
    const folded = foldCommand(findings.replay, 80);
    expect(folded.length).toBeGreaterThan(3);
    expect(folded.join('\n').replaceAll('\\\n', '')).toBe(findings.replay);
  });

  it('wrap loses no word and cuts only what is too long', () => {
    expect(wrap('aa bb ccccccc d', 5)).toEqual(['aa bb', 'ccccc', 'cc d']);
    expect(wrap('', 5)).toEqual(['']);
  });
});
