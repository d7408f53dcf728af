/** Devices with several slots on the command line: which slot an ending or a break is about, in every format. */
import * as fs from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { afterAll, describe, expect, it } from 'vitest';
import { CompareSchema } from '../../reports/compare-schema.ts';
import { ReportSchema } from '../../reports/schema.ts';
import { explored, HERE, replayOf } from './explored.ts';
import { folderWith, probesim, probesimLater } from './fakes.ts';

const folder = folderWith({
  'slots.yaml': `
title: a catch-all goes first in one category
system: iokit
buses: { simbus: { rules: generic } }
devices:
  d: { bus: simbus, modalias: "sim:x", appears: story }
drivers:
  S: { bus: simbus, matches: ["sim:x"] }
  G:
    bus: simbus
    matches: ["*"]
    catch-all: true
    under: { iokit: { category: audit, score: 900, probe-score: 900 } }
  A: { bus: simbus, matches: ["sim:x"], under: { iokit: { category: audit } } }
  M: { bus: simbus, matches: ["sim:x"], probe: { may: [ENODEV] }, under: { iokit: { category: mount } } }
given: [{ register: S }, { register: G }, { register: A }, { register: M }]
story: [{ add: d }]
`,
});
const FILE = path.join(folder, 'slots.yaml');
const PLACE = 'category audit of d';
const SLOTS = { 'default category': 'S', 'category audit': 'G', 'category mount': null };
const BREAK = `G bound ${PLACE} although A was registered and had not been asked`;

afterAll(() => fs.rmSync(folder, { recursive: true }));

describe('one run', () => {
  it('tells who has which slot, and which slot a promise broke on', () => {
    const report = v.parse(ReportSchema, JSON.parse(probesim(['run', FILE, '--format', 'json'], HERE).out));
    expect(report.devices['d']).toMatchObject({ driver: 'S+G', slots: SLOTS, state: 'bound' });
    const tried = report.devices['d']?.tried.map(({ driver, outcome }) => `${driver} ${outcome}`);
    expect(tried).toEqual(['S ok', 'G ok', 'M ENODEV']);
    expect(report.findings.map(({ why, slot, device }) => [why, device, slot])).toEqual([
      [BREAK, 'd', 'category audit'],
    ]);
  });

  it.each([
    ['text', `broken: specific-over-catch-all on ${PLACE} (registered)`, 'slots: G in category audit'],
    ['markdown', `**specific-over-catch-all** on ${PLACE} (registered)`, '| d | S+G (G in category audit) |'],
    ['junit', `${PLACE}: ${BREAK}`, ''],
  ])('says so in %s', (format, title, ending) => {
    const { out } = probesim(['run', FILE, '--format', format], HERE);
    expect(out).toContain(title);
    expect(out).toContain(ending);
  });
});

describe('all orders', () => {
  it('tell the slot of each ending and of each break, and both are seen again', async () => {
    const { report } = await explored([FILE]);
    const [only, ...others] = report.devices['d']?.outcomes ?? [];
    expect([only?.driver, only?.slots, others]).toEqual(['S+G', SLOTS, []]);
    const [first, ...more] = report.findings;
    expect([first?.why, first?.slot, more]).toEqual([BREAK, 'category audit', []]);
    expect(replayOf(first?.replay ?? '', FILE).findings[0]?.slot).toBe('category audit');
    // The small one needs neither of the other slots, and is about the same slot.
    expect(first?.shrunk?.left.drivers).toEqual(['G', 'A']);
    expect(replayOf(first?.shrunk?.replay ?? '').findings[0]?.slot).toBe('category audit');
  });

  it.each(['text', 'markdown'])('say so in %s', async (format) => {
    const { out } = await probesimLater(['explore', FILE, '--format', format], HERE);
    expect(out).toContain('S+G (G in category audit)');
    expect(out.replaceAll(/\s+/g, ' ')).toContain(BREAK);
  });
});

describe('systems side by side', () => {
  const args = ['compare', FILE, '--systems', 'iokit,linux-6.1', '--runs', '1'];

  it('tell slots where there are any', async () => {
    const { out } = await probesimLater([...args, '--format', 'json'], HERE);
    const [iokit, linux] = v.parse(CompareSchema, JSON.parse(out)).systems;
    expect(iokit?.endings['d']?.map(({ slots }) => slots)).toEqual([SLOTS]);
    expect(linux?.endings['d']?.map(({ driver, slots }) => [driver, slots])).toEqual([['S', undefined]]);
    const breaks = (iokit?.promises ?? []).flatMap((cell) => cell.breaks);
    expect(breaks.map(({ why, slot }) => [why, slot])).toEqual([[BREAK, 'category audit']]);
  });

  it.each(['text', 'markdown', 'html'])('say so in %s', async (format) => {
    const { out } = await probesimLater([...args, '--format', format], HERE);
    const text = out.replaceAll(/\s+/g, ' ');
    expect(text).toContain('S+G (G in category audit)');
    expect(text).toContain(BREAK);
  });
});
