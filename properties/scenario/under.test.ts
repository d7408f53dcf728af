/** What files say to systems (`under:`): checked against the catalogue, written and read again. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatScenario } from '../../sim/scenario/format.ts';
import { parseScenario } from '../../sim/scenario/parse.ts';
import { renderProblems } from '../../sim/scenario/render.ts';
import { systemOf, DIALECTS } from '../../sim/systems/catalogue.ts';
import type { Dialect, TraitValues } from '../../sim/systems/system.ts';
import { boot } from '../../sim/scenario/boot/boot.ts';
import type { Under } from '../../sim/scenario/scenario.ts';
import { problemsOf, scenarioOf } from './examples.ts';

const BASE = 'title: x\ndevices: { a: { bus: pci } }\ndrivers: { d: { bus: pci } }\n';
const onDriver = (under: string): string =>
  BASE.replace('{ d: { bus: pci } }', `{ d: { bus: pci, under: ${under} } }`);
const onDevice = (under: string): string =>
  BASE.replace('{ a: { bus: pci } }', `{ a: { bus: pci, under: ${under} } }`);

/** A file, the place and text of its one problem, what is allowed, the name it should suggest. */
interface Wrong {
  readonly text: string;
  readonly problem: string;
  readonly allowed: string;
  readonly suggests?: string | undefined;
}

const wrong = (text: string, problem: string, allowed: string, suggests?: string): Wrong => {
  return { text, problem, allowed, suggests };
};

const WRONG: Readonly<Record<string, Wrong>> = {
  'a dialect': wrong(
    onDriver('{ freebds: { bid: 0 } }'),
    '3:36: drivers.d.under.freebds: unknown dialect "freebds"',
    'freebsd',
    'freebsd',
  ),
  'a dialect of the file': wrong(
    `${BASE}under: { illumoss: {} }`,
    '4:10: under.illumoss: unknown dialect "illumoss"',
    'illumos',
    'illumos',
  ),
  'a trait': wrong(
    onDriver('{ freebsd: { bidd: 0 } }'),
    '3:47: drivers.d.under.freebsd.bidd: unknown trait "bidd"',
    'bid',
    'bid',
  ),
  'a trait of another thing': wrong(
    onDevice('{ freebsd: { bid: 0 } }'),
    '2:47: devices.a.under.freebsd.bid: unknown trait "bid"',
    'allowed: unannounced',
  ),
  'a trait of a dialect that has none': wrong(
    `${BASE}under: { redox: { bid: 0 } }`,
    '4:19: under.redox.bid: unknown trait "bid"',
    'nothing can be said here',
  ),
  'a name that every object has': wrong(
    onDriver('{ freebsd: { constructor: 0 } }'),
    '3:47: drivers.d.under.freebsd: the name "constructor" is taken',
    '',
  ),
  'a number above the range': wrong(
    onDriver('{ freebsd: { bid: 1 } }'),
    '3:52: drivers.d.under.freebsd.bid: found "1"',
    'a whole number from -2000000000 to 0',
  ),
  'a number below it': wrong(
    onDriver('{ haiku: { support: -1 } }'),
    '3:54: drivers.d.under.haiku.support: found "-1"',
    'a whole number from 0 to 1000',
  ),
  'a word for a number': wrong(
    onDriver('{ freebsd: { bid: generic } }'),
    '3:52: drivers.d.under.freebsd.bid: found "generic"',
    'a whole number',
  ),
  'a number for yes or no': wrong(
    onDevice('{ haiku: { open: 1 } }'),
    '2:51: devices.a.under.haiku.open: found "1"',
    'true or false',
  ),
  'a word that is not among them': wrong(
    onDriver('{ netbsd: { config: interupts } }'),
    '3:54: drivers.d.under.netbsd.config: found "interupts"',
    'at-once, defer, interrupts, mountroot, finalize',
    'interrupts',
  ),
};

describe('what systems do not know is refused, with place, remedy and nearest name', () => {
  it.each(Object.entries(WRONG))('%s', (_what, { text, problem, allowed, suggests }) => {
    const problems = problemsOf(text);
    expect(problems).toHaveLength(1);
    const [found] = problems;
    const shown = found === undefined ? '' : renderProblems([found]);
    expect(shown.split('\n')[0]).toContain(problem);
    expect(shown).toContain(allowed);
    // The excerpt: the line itself, with the mistake marked.
    expect(shown).toMatch(/^ +\d+ \|.*\n +\| +\^+$/m);
    if (suggests !== undefined) expect(shown).toContain(`did you mean ${suggests}`);
  });

  it('all mistakes at once', () => {
    const text = onDriver('{ freebsd: { bid: 7, pas: 1 }, haikuu: { support: 1 } }');
    expect(problemsOf(text)).toHaveLength(3);
  });
});

/** A value that a trait takes. */
function valueOf(values: TraitValues): fc.Arbitrary<number | boolean | string> {
  if (values === 'yes-no') return fc.boolean();
  if (values === 'name') return fc.constantFrom('x', 'some-name');
  return 'words' in values ? fc.constantFrom(...values.words) : fc.integer(values);
}

/** Anything that can be said about drivers, devices or the whole. */
const saying = (of: keyof Dialect): fc.Arbitrary<Under> => {
  const entries = Object.entries(DIALECTS).flatMap(([dialect, traits]) =>
    Object.entries(traits[of]).map(([trait, { values }]) =>
      valueOf(values).map((value) => ({ dialect, trait, value })),
    ),
  );
  return fc.array(fc.oneof(...entries), { minLength: 1, maxLength: 5 }).map((said) => {
    const under: Record<string, Record<string, number | boolean | string>> = {};
    for (const { dialect, trait, value } of said) (under[dialect] ??= {})[trait] = value;
    return under;
  });
};

describe('what is said is kept', () => {
  it('written as a file and read again it is the same', () => {
    fc.assert(
      fc.property(saying('driver'), saying('device'), saying('system'), (driver, device, system) => {
        const plain = scenarioOf(BASE);
        const scenario = {
          ...plain,
          under: system,
          devices: plain.devices.map((each) => ({ ...each, under: device })),
          drivers: plain.drivers.map((each) => ({ ...each, under: driver })),
        };
        expect(scenarioOf(formatScenario(scenario))).toEqual(scenario);
      }),
      { numRuns: 100 },
    );
  });

  it('it reaches the rules as a number: a word by its place, yes as 1; the rest by the defaults of the system', () => {
    const text = `title: x
system: netbsd
devices: { a: { bus: pci, under: { haiku: { open: true } } } }
drivers: { d: { bus: pci, under: { netbsd: { config: mountroot }, haiku: { support: 700 } } }, e: { bus: pci } }`;
    const traits = (system: string) => {
      const parsed = parseScenario(text, { file: 'x.yaml' });
      if ('problems' in parsed) throw new Error(renderProblems(parsed.problems));
      return boot({ ...parsed.scenario, system }, systemOf({ system })).kernel.traits;
    };
    expect(traits('netbsd').driver['config']).toEqual([3, 0]);
    expect(traits('haiku').driver['support']).toEqual([700, -1]);
    expect(traits('haiku').device['open']).toEqual([1]);
    expect(traits('freebsd').system).toEqual({
      'tells-user-space': 0,
      'drops-giant': 0,
      'second-probe-counts': 1,
      'disable-failed-devs': 0,
    });
    expect(traits('freebsd-older').system['second-probe-counts']).toBe(0);
    expect(traits('linux-6.1')).toEqual({ driver: {}, device: {}, system: {} });
  });
});
