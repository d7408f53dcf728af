/** The command line with everything real behind it, in this process. */
import * as fs from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { afterAll, describe, expect, it } from 'vitest';
import { PARTS } from '../../sim/cli/glue.ts';
import { ReportSchema } from '../../reports/schema.ts';
import { folderWith, probesim } from './fakes.ts';

const RACE = `
title: vfio-pci and i915 race for the integrated GPU
devices:
  igd: { bus: pci, modalias: "pci:v00008086d00003E92sv00001028sd0000085Abc03sc00i00" }
  nic: { bus: pci, modalias: "pci:v00008086d000010D3sv00001028sd0000085Abc02sc00i00" }
drivers:
  vfio-pci: { bus: pci, catch-all: true, matches: ["pci:*"], probe: { takes: 1ms..3ms } }
  i915: { bus: pci, matches: ["pci:v00008086d00003E92*"], module: i915, probe: { takes: 80ms..200ms } }
modules:
  i915: { load: 20ms..60ms }
story:
  - { at: 0ms, add: igd }
  - { at: 0ms..90ms, register: vfio-pci }
  - { at: 5ms, modprobe: i915 }
expect:
  ends: { igd: [i915] }
`;
const folder = folderWith({
  'race.yaml': RACE,
  'wrong.yaml': RACE.replace('bus: pci', 'bus: pcii').replace('takes', 'take'),
});
const at = (name: string): string => path.join(folder, name);
const run = (...args: readonly string[]) => probesim(args, PARTS);
const report = (...args: readonly string[]) =>
  v.parse(ReportSchema, JSON.parse(run(...args, '--format', 'json').out));
const SEEDS = ['1', '2', '3', '4', '5', '6', '7', '8', 'f4b2f3a'];

afterAll(() => fs.rmSync(folder, { recursive: true }));

describe('a run, for real', () => {
  it.each(SEEDS)('seed %s: its JSON is what the schema says, exit code and findings agree', (seed) => {
    const made = report('run', at('race.yaml'), '--seed', seed, '--trace');
    const broken = made.findings.some(({ byDesign }) => !byDesign);
    expect(run('run', at('race.yaml'), '--seed', seed).code).toBe(broken ? 1 : 0);
    expect(made.devices['igd']?.driver === 'i915').toBe(
      !made.findings.some(({ invariant }) => invariant === 'expect'),
    );
    expect(made.facts?.length).toBeGreaterThan(20);
  });

  it('different seeds tell different stories', () => {
    const winners = SEEDS.map(
      (seed) => report('run', at('race.yaml'), '--seed', seed).devices['igd']?.driver,
    );
    expect(new Set(winners)).toEqual(new Set(['i915', 'vfio-pci']));
  });

  it.each(['timed', 'untimed'])('%s: the replay line shows the same again', (clock) => {
    const made = run('run', at('race.yaml'), '--seed', '5', '--clock', clock, '--format', 'json', '--trace');
    const { token } = v.parse(ReportSchema, JSON.parse(made.out));
    expect(run('replay', token, '--file', at('race.yaml'), '--format', 'json', '--trace')).toEqual(made);
  });

  it('mistakes in a file come all at once, with their lines', () => {
    const { code, err } = run('run', at('wrong.yaml'));
    expect(code).toBe(2);
    expect(err).toMatch(/wrong\.yaml:4:15: [^]*did you mean pci\?/);
    expect(err).toMatch(/wrong\.yaml:7:\d+: [^]*take/);
  });
});

describe('catalogues', () => {
  it.each(['systems', 'quirks', 'invariants', 'scenarios', 'formats'] as const)(
    'every entry of %s is explained',
    (name) => {
      for (const entry of PARTS.catalogues()[name]) {
        expect(entry.says).toMatch(/\w/);
        expect(run('explain', entry.name)).toMatchObject({ code: 0, err: '' });
      }
      expect(run('list', name).code).toBe(0);
    },
  );

  it('all schemas are JSON Schemas', () => {
    for (const which of ['scenario', 'report', 'explore']) {
      expect(JSON.parse(run('schema', which).out)).toMatchObject({
        $schema: expect.stringContaining('json-schema.org'),
      });
    }
  });
});
