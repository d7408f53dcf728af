/** Writing a scenario and reading it again. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatScenario } from '../../sim/scenario/format.ts';
import { EXAMPLES, RACE, scenarioOf } from './examples.ts';
import { scenarios } from './arbitrary.ts';

describe('a scenario written as a file and read again is the same', () => {
  it.each(Object.entries(EXAMPLES))('%s', (_, text) => {
    const scenario = scenarioOf(text);
    expect(scenarioOf(formatScenario(scenario))).toStrictEqual(scenario);
  });

  it('whatever the scenario', () => {
    fc.assert(
      fc.property(scenarios, (scenario) => {
        expect(scenarioOf(formatScenario(scenario))).toEqual(scenario);
      }),
      { numRuns: 300 },
    );
  });

  it('also below a head comment', () => {
    fc.assert(
      fc.property(scenarios, (scenario) => {
        const text = formatScenario(scenario, { head: ['from a machine', '', 'Licence: CC0'] });
        expect(text.startsWith('# from a machine\n#\n# Licence: CC0\n')).toBe(true);
        expect(scenarioOf(text)).toEqual(scenario);
      }),
      { numRuns: 30 },
    );
  });
});

describe('what need not be said is not said', () => {
  it('a short file stays short', () => {
    expect(formatScenario(scenarioOf(RACE))).toMatchInlineSnapshot(`
      "title: vfio-pci and i915 race for the integrated GPU
      about: |-
        vfio-pci takes what i915 wants.

        Both are registered while the GPU appears.
      devices:
        igd: { bus: pci, modalias: pci:v00008086d00003E92sv00001028sd0000085Abc03sc00i00 }
      drivers:
        vfio-pci: { bus: pci, matches: [ pci:* ], probe: { takes: 1ms..3ms } }
        i915:
          bus: pci
          matches: [ pci:v00008086d00003E92* ]
          module: i915
          probe: { takes: 80ms..200ms, may: [ EPROBE_DEFER, ENODEV ] }
      modules:
        i915: { load: 20ms..60ms }
      story:
        - { add: igd }
        - { at: 0..30ms, register: vfio-pci }
        - { at: 5ms, modprobe: i915 }
      expect:
        always: [ at-most-one-driver, specific-over-catch-all ]
        ends: { igd: [ i915 ] }
      "
    `);
    expect(formatScenario(scenarioOf('title: x'))).toBe('title: x\n');
  });

  it('modules that drivers imply are left out', () => {
    const text = `title: x
drivers:
  a: { bus: pci, module: m }
  b: { bus: pci, module: n }
`;
    expect(formatScenario(scenarioOf(text))).toBe(text);
  });

  it('actors named by hand do not force names on others', () => {
    const text = `title: x
devices:
  a: { bus: pci }
story:
  - { as: me, add: a }
  - { add: a }
  - { add: a }
`;
    expect(formatScenario(scenarioOf(text))).toBe(text);
  });

  it('lists that are one in memory are written out', () => {
    const scenario = scenarioOf('title: x\ndrivers: { d: { bus: pci }, e: { bus: pci } }');
    const matches = ['pci:v1', 'pci:v2'];
    const text = formatScenario({
      ...scenario,
      drivers: scenario.drivers.map((driver) => ({ ...driver, matches })),
    });
    expect(text).not.toMatch(/[&*]/);
    expect(scenarioOf(text).drivers.map((driver) => driver.matches)).toEqual([matches, matches]);
  });
});
