/** Searches that tell states apart by signatures find what exact ones find, and how likely it is that they do not. */
import * as fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { signatureInto } from '../../sim/engine/hash.ts';
import { exhaustive } from '../../sim/explore/exhaustive.ts';
import { collisionAtMost, signatureSet } from '../../sim/explore/signatures.ts';
import { StateSet } from '../../sim/explore/states.ts';
import { subjectOf } from '../../sim/explore-scenario.ts';
import { scenarioFrom } from '../../sim/scenario-from.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { INVARIANTS } from '../invariants/index.ts';
import { scenarioOf } from '../library/made-up.ts';
import { smallMachines } from './agreement.ts';

const SCENARIOS = path.resolve(import.meta.dirname, '../../scenarios');
const SEED = 20_261_124;
const stories = fs.readdirSync(SCENARIOS).filter((name) => name.endsWith('.yaml'));

/** Everything that a search says but the room that it took. */
function searched(scenario: Scenario, hashed: boolean) {
  const { endings, broken, complete, states, transitions } = exhaustive(subjectOf(scenario, INVARIANTS), {
    hashed,
    budget: { states: 3_000 },
  });
  return { endings: [...endings], broken: [...broken], complete, states, transitions };
}

describe('exact and hashed searches agree', () => {
  it.each(stories)('on %s', (file) => {
    const scenario = scenarioFrom(fs.readFileSync(path.join(SCENARIOS, file), 'utf8'), file);
    expect(searched(scenario, true)).toEqual(searched(scenario, false));
  });

  it(`on machines drawn with seed ${SEED}`, () => {
    fc.assert(
      fc.property(smallMachines, (drawn) => {
        const scenario = scenarioOf(drawn);
        expect(searched(scenario, true)).toEqual(searched(scenario, false));
      }),
      { seed: SEED, numRuns: 30 },
    );
  });
});

/** Neighbouring states, as a search meets them: few words differ, and by little. */
function* neighbours(count: number): Generator<Int32Array> {
  for (let n = 0; n < count; n++) {
    const words = new Int32Array(40);
    words[n % 37] = n % 5;
    words[(n * 7) % 39] = (n >> 3) % 1_000;
    words[39] = n >> 10;
    yield words;
  }
}

describe('a set of signatures', () => {
  it('numbers states in order of arrival, as the exact set does, while it grows', () => {
    const [signed, exact] = [signatureSet(), new StateSet(40)];
    for (const words of neighbours(50_000)) expect(signed.add(words)).toBe(exact.add(words));
    expect(signed.size).toBe(exact.size);
    expect(signed.size).toBeGreaterThan(10_000);
  });

  it('loses states if signatures are bad, so agreement means something', () => {
    const bad = signatureSet((words, into) => {
      into[0] = (words[39] ?? 0) + (words[0] ?? 0);
      into[1] = 0;
    });
    const exact = new StateSet(40);
    for (const words of neighbours(5_000)) {
      bad.add(words);
      exact.add(words);
    }
    expect(bad.size).toBeLessThan(exact.size / 2);
  });

  it('spreads: of 32 bits as many collide as of random ones', () => {
    const lanes: Set<number>[] = [new Set(), new Set()];
    const exact = new StateSet(40);
    const seen = new Int32Array(2);
    for (const words of neighbours(50_000)) {
      exact.add(words);
      signatureInto(words, seen);
      lanes.forEach((values, lane) => values.add(seen[lane] ?? 0));
    }
    // Of n random 32-bit numbers n^2 / 2^33 pairs are equal: here less than one.
    for (const values of lanes) expect(exact.size - values.size).toBeLessThan(8);
  });

  it('bounds the chance that a state was lost', () => {
    expect([collisionAtMost(0), collisionAtMost(1)]).toEqual([0, 0]);
    expect(collisionAtMost(2)).toBe(1 / 2 ** 64);
    expect(collisionAtMost(2 ** 32)).toBeCloseTo(0.5, 5);
    expect(collisionAtMost(1e30)).toBe(1);
  });
});
