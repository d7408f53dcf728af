/** `probesim compare`: the same scenario under several systems, every break seen again, the same arrivals for all. */
import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { COMPARE_FORMATS } from '../../reports/compare-index.ts';
import type { CompareReport } from '../../reports/compare-report.ts';
import { verdictText } from '../../reports/compare-words.ts';
import { CompareSchema } from '../../reports/compare-schema.ts';
import { costsOf } from '../../sim/cli/compare/costs.ts';
import { systemsOf } from '../../sim/cli/compare/systems.ts';
import { SYSTEM_NAMES, systemOf } from '../../sim/systems/catalogue.ts';
import { scenarioFrom } from '../../sim/scenario-from.ts';
import { EXAMPLES } from '../../sim/cli/help.ts';
import { MACHINES, STORIES } from '../golden/shipped.ts';
import { probesimLater } from './fakes.ts';
import { HERE, replayOf } from './explored.ts';

async function compared(args: readonly string[]): Promise<CompareReport> {
  const { out, err, code } = await probesimLater(['compare', ...args, '--format', 'json'], HERE);
  if (out === '') throw new Error(`nothing came out: ${err}`);
  expect(code).toBe(0);
  return v.parse(CompareSchema, JSON.parse(out));
}

const FILE = 'scenarios/vfio-ids-without-softdep.yaml';

describe('the race for a network card under two kernels and redox', () => {
  it('shows every ending and every break again', async () => {
    const report = await compared([FILE, '--systems', 'linux-6.1,linux-2.6.20,redox', '--runs', '3']);
    expect(report.systems.map(({ name }) => name)).toEqual(['linux-6.1', 'linux-2.6.20', 'redox']);
    let [endings, breaks] = [0, 0];
    for (const { name, endings: own, promises } of report.systems) {
      for (const { driver, replay } of own['nic'] ?? []) {
        const run = replayOf(replay, FILE);
        expect([run.system.name, run.devices['nic']?.driver ?? null]).toEqual([name, driver]);
        endings++;
      }
      for (const { why, replay } of promises.flatMap((cell) => cell.breaks)) {
        expect(replayOf(replay, FILE).findings.map((finding) => finding.why)).toContain(why);
        breaks++;
      }
    }
    expect([endings, breaks]).toEqual([5, 1]);
  });

  it.each([
    ['async-specific-loses-to-sync-catch-all', 'registered', 'BREAKS'],
    ['specific-defers-catch-all-wins', 'obtainable', 'BREAKS if loadable counts'],
  ])('%s breaks the promise in the reading %s', async (name, strength, words) => {
    const { systems } = await compared([
      `scenarios/${name}.yaml`,
      ...['--systems', 'linux-6.1', '--runs', '1', '--strategy', 'bounded:1'],
    ]);
    const cell = systems[0]?.promises.find((one) => one.name === 'specific-over-catch-all');
    expect(cell?.verdict).toBe('broken');
    expect(new Set(cell?.breaks.map((one) => one.strength))).toEqual(new Set([strength]));
    expect(verdictText(cell)).toBe(words);
  });

  it('costs are those of the same seeds, twice the same', async () => {
    const [one, two] = [
      await compared([FILE, '--systems', 'linux-6.1,linux-6.12', '--runs', '5', '--seed', 'x']),
      await compared([FILE, '--systems', 'linux-6.1,linux-6.12', '--runs', '5', '--seed', 'x']),
    ];
    expect(one).toEqual(two);
    const { settle, uselessProbes, runs, unsettled } = one.systems[0]?.costs ?? {};
    expect([runs, unsettled]).toEqual([5, 0]);
    expect(settle?.best).toBeGreaterThan(0);
    expect(settle?.worst).toBeGreaterThan(settle?.best ?? Infinity);
    expect(uselessProbes?.best).toBeGreaterThanOrEqual(0);
  });
});

const evil: CompareReport = {
  format: 1,
  scenario: { title: '<script>x</script> | *', file: 'a|b.yaml', digest: '0' },
  strategy: 'auto',
  seed: '1',
  again: 'npx probesim compare a',
  devices: ['<b>'],
  systems: [
    {
      name: 'linux-6.1',
      says: '',
      family: 'linux',
      readFrom: 'documents',
      leavesOut: ['<part> (B2)'],
      source: '<i>',
      coverage: { kind: 'exhaustive', complete: true, states: 1, runs: 0 },
      endings: {
        '<b>': [{ driver: '"><img>', frequency: 'always', token: 't', replay: 'r', deviations: 0 }],
      },
      promises: [
        {
          name: 'no-deadlock',
          says: '',
          verdict: 'broken',
          breaks: [
            {
              device: null,
              why: '<u>&',
              strength: null,
              slot: null,
              byDesign: false,
              token: 't',
              replay: 'npx <x>',
            },
          ],
        },
      ],
      stranded: ['<b>'],
      costs: { runs: 1, unsettled: 0, settle: null, uselessProbes: { best: 0, worst: 2 } },
    },
  ],
  assumptions: ['<s>'],
};

describe('every format', () => {
  it.each(COMPARE_FORMATS)('$name lets no name become markup and ends with a newline', ({ name, render }) => {
    const text = render([evil, evil], { colour: false, width: 80, all: true });
    expect(text.endsWith('\n')).toBe(true);
    if (name === 'text') expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
    if (name === 'html' || name === 'markdown')
      for (const tag of ['<script', '<img', '<b>', '<i>', '<s>', '<u>', '<x>', '<part'])
        expect(name === 'html' ? text : text.replace(/`+[^`]*`+/gs, ''), tag).not.toMatch(
          new RegExp(`(?<!\\\\)${tag}`),
        );
    if (name !== 'text') expect(text).toContain(name === 'html' ? '&lt;part&gt; (B2)' : 'part');
    if (name === 'markdown') expect(text).toContain('](#c0-linux-6-1-no-deadlock)');
    if (name === 'html') expect(text).toContain('href="#c0-linux-6-1-no-deadlock"');
  });
});

/** Two systems and twelve devices: one that ends otherwise under the second, seven that differ in the same way. */
const many = (file: string): CompareReport => {
  const [row] = evil.systems;
  if (!row) throw new Error('no row');
  const devices = ['gpu', ...Array.from({ length: 11 }, (_, index) => `d${index}`)];
  const end = (driver: string | null) => [
    { driver, frequency: 'always' as const, token: 't', replay: 'r', deviations: 0 },
  ];
  const endings = (gpu: string, few: string | null) =>
    Object.fromEntries(
      devices.map((name, index) => [name, end(index === 0 ? gpu : index < 8 ? few : 'nvme')]),
    );
  const held = row.promises.map((cell) => ({ ...cell, verdict: 'held' as const, breaks: [] }));
  return {
    ...evil,
    scenario: { title: 'a machine', file, digest: '0' },
    devices,
    systems: [
      { ...row, name: 'linux-6.1', endings: endings('i915', 'e1000') },
      {
        ...row,
        name: 'flavour',
        family: 'proposal',
        readFrom: 'proposal',
        endings: endings('i915', null),
        promises: held,
      },
      {
        ...row,
        name: 'redox',
        family: 'other',
        readFrom: 'code',
        endings: endings('vfio-pci', null),
        promises: held,
      },
    ],
  };
};

describe('many devices', () => {
  const [text = '', html = ''] = ['text', 'html'].map(
    (name) =>
      COMPARE_FORMATS.find((format) => format.name === name)?.render([many('a/m.yaml')], {
        colour: false,
        width: 80,
      }) ?? '',
  );

  it('are counted for each system and told in groups, those that end alike everywhere left out', () => {
    expect(text).toMatch(/linux-6\.1 \* +12 bound\n/);
    expect(text).toMatch(/redox +5 bound, 7 not bound\n/);
    expect(text).toMatch(/gpu +i915 +all others\n +vfio-pci +redox\n/);
    expect(text).toMatch(/d0, d1, d2, d3, d4, d5, d6 +none +all others\n +e1000 +linux-6\.1\n/);
    expect(text).toContain('4 devices more: each ends the same way under every system (--all lists them)');
    expect(text).not.toContain('d9');
  });

  it('stand under headings of families, marks are explained', () => {
    for (const page of [text, html])
      for (const words of ['Linux through its ages', 'Proposals for Linux, in no kernel', 'Other systems'])
        expect(page).toContain(words);
    expect(text).toContain('* read in documents only');
    expect(html).toContain('<div id="c0-linux-6-1-no-deadlock">');
  });
});

describe('several scenarios', () => {
  const reports = [many('x/one.yaml'), many('two.yaml')];

  it.each(COMPARE_FORMATS.filter(({ name }) => name !== 'json'))(
    '$name: one table of all in front',
    (format) => {
      const shown = format.render(reports, { colour: false, width: 80 });
      const front = shown.slice(0, shown.indexOf('a machine'));
      expect(front).toMatch(/2 scenarios compared/);
      expect(front).toMatch(/system[^\n]*one[^\n]*two/);
      expect(front.match(/BREAKS: no deadlock/g)).toHaveLength(2);
      if (format.name !== 'text') expect(front).toContain('#c1-linux-6-1-no-deadlock');
      expect(shown.indexOf('a machine', front.length + 1)).toBeGreaterThan(0);
    },
  );
});

it('a timer that rings and changes nothing does not count as settling', () => {
  // Under linux-usb the timeout of deferred probes is armed; it rings after ten seconds and finds nothing to do.
  const text = readFileSync(FILE, 'utf8');
  const { settle } = costsOf({ ...scenarioFrom(text), system: 'linux-usb' }, ['1', '2']);
  expect(settle?.worst).toBeLessThan(1e9);
});

describe('--systems', () => {
  it('names systems and families, each once, in order', () => {
    const proposals = SYSTEM_NAMES.filter((name) => systemOf({ system: name }).family === 'proposal');
    expect(systemsOf('redox, proposals,flavour')).toEqual(['redox', ...proposals]);
    expect(systemsOf('linux,proposals,others')).toEqual(SYSTEM_NAMES);
  });

  it('says what was meant', () => {
    expect(() => systemsOf('linux-6.1,proposal')).toThrow(
      /unknown system "proposal"; did you mean proposals\?/,
    );
  });
});

describe('commands that a reader copies', () => {
  const readme = readFileSync('README.md', 'utf8').match(/(?<=npx )probesim compare [^`|\n]+/gu) ?? [];
  const page =
    readFileSync('reports/pages/thread.md', 'utf8').match(/(?<=^npx )probesim compare .+$/gmu) ?? [];
  const shipped = new Set([...STORIES, ...MACHINES].map(({ name }) => name.replace(/^machines\//u, '')));
  /** Stands for a file of the reader. */
  const OWN = /^(?:FILE|my-laptop\.yaml)$/u;

  it.each([...readme, ...(EXAMPLES['compare'] ?? []), ...page])('%s', (line) => {
    const [, , ...words] = line.trim().split(' ');
    const at = words.findIndex((word) => word.startsWith('--'));
    const files = at < 0 ? words : words.slice(0, at);
    expect(files.length).toBeGreaterThan(0);
    for (const file of files.filter((word) => !OWN.test(word)))
      expect(shipped, file).toContain(file.replace(/^scenarios\/|\.yaml$/gu, ''));
    const systems = words[words.indexOf('--systems') + 1];
    if (words.includes('--systems')) expect(systemsOf(systems ?? '').length).toBeGreaterThan(1);
  });

  it('there are some', () => {
    expect(readme.length).toBeGreaterThanOrEqual(3);
    expect(page).toHaveLength(1);
  });
});

describe('mistakes', () => {
  it.each([
    [['nowhere.yaml'], /no such file/],
    [[FILE, '--systems', 'linux-6.1,plan9'], /unknown system "plan9"/],
    [[FILE, '--runs', '0'], /A number from 1/],
    [[FILE, '--format', 'csv'], /Allowed choices/],
  ])('%j ends with 2 and says why', async (args, message) => {
    const { code, err, out } = await probesimLater(['compare', ...args], HERE);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(message);
  });
});
