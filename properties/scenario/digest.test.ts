/** The digest of a scenario: what changes it and what does not. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scenarioDigest } from '../../sim/scenario/digest.ts';
import { scenarios } from './arbitrary.ts';
import { BOOTED, RACE, scenarioOf } from './examples.ts';

const digestOf = (text: string): string => scenarioDigest(scenarioOf(text));

describe('the digest of a scenario', () => {
  it('stays what it is: tokens in bug reports carry it', () => {
    expect([digestOf(RACE), digestOf(BOOTED), digestOf('title: x')]).toMatchInlineSnapshot(`
      [
        "4b40e1f7afc8a3fb",
        "98249d1c1e2b2af6",
        "5bb4106b7e83427e",
      ]
    `);
  });

  it('does not change with layout, comments, texts for people or expectations', () => {
    const other = `title: another title
about: something else
devices: {igd: {modalias: 'pci:v00008086d00003E92sv00001028sd0000085Abc03sc00i00', bus: pci}} # the GPU
drivers:
  vfio-pci: {matches: 'pci:*', bus: pci, probe: {takes: 1000us..3ms}, catch-all: true}
  i915: {bus: pci, matches: ['pci:v00008086d00003E92*'], probe: {may: [EPROBE_DEFER, ENODEV], takes: 0.08s..200ms}}
modules: {i915: {drivers: [i915], load: 20ms..60ms, order: 0}}
story: [{add: igd}, {at: 0..30ms, register: vfio-pci}, {modprobe: i915, at: 5ms}]
expect: {}
assumptions: [none]
`;
    expect(digestOf(other)).toBe(digestOf(RACE));
  });

  it('does not change with the order of keys in a mapping from names', () => {
    const text = (match: string): string =>
      `title: x\ndevices: { a: { bus: pci }, b: { bus: pci } }\ndrivers: { d: { bus: pci, match: { ${match} } } }`;
    expect(digestOf(text('a: EINVAL, b: ids'))).toBe(digestOf(text('b: ids, a: EINVAL')));
  });

  it.each([
    ['a duration', '80ms', '81ms'],
    ['a name', 'igd', 'igp'],
    ['the order of devices and drivers', 'vfio-pci: { bus', 'zfio-pci: { bus'],
    ['a moment of the story', 'at: 5ms', 'at: 6ms'],
    ['an answer', 'ENODEV', 'ENXIO'],
  ])('changes with %s', (_, from, to) => {
    const changed = RACE.replaceAll(from, to).replaceAll(
      'register: vfio-pci',
      to.startsWith('zfio') ? 'register: zfio-pci' : 'register: vfio-pci',
    );
    expect(changed).not.toBe(RACE);
    expect(digestOf(changed)).not.toBe(digestOf(RACE));
  });

  it('is different for different scenarios', () => {
    // 500 scenarios in 64 bits: a collision by chance has odds below 1 in 10^13.
    const seen = new Map<string, string>();
    fc.assert(
      fc.property(scenarios, ({ title: _t, about: _a, expect: _e, assumptions: _s, ...run }) => {
        const full = {
          ...run,
          title: '',
          about: '',
          expect: { always: null, never: [], sometimes: [], ends: {} },
          assumptions: [],
        };
        const digest = scenarioDigest(full);
        expect(digest).toMatch(/^[0-9a-f]{16}$/);
        const text = JSON.stringify(full);
        expect(seen.get(digest) ?? text).toBe(text);
        seen.set(digest, text);
      }),
      { numRuns: 500 },
    );
  });
});
