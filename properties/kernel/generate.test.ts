/** The made-up experiments in the tree are those that the generator makes. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RANDOM_EXPERIMENTS, randomExperiment } from './generate.ts';
import { ROOT } from './suites.ts';

const FOLDER = join(ROOT, 'properties/kernel/experiments/random');
const SEEDS = Array.from({ length: RANDOM_EXPERIMENTS }, (_, index) => index + 1);
const nameOf = (seed: number): string => `r${String(seed).padStart(3, '0')}.yaml`;

if (process.env['PROBESIM_ACCEPT'] === '1') {
  mkdirSync(FOLDER, { recursive: true });
  for (const seed of SEEDS) writeFileSync(join(FOLDER, nameOf(seed)), randomExperiment(seed));
}

describe('random experiments', () => {
  it('lie in the tree as the generator makes them (PROBESIM_ACCEPT=1 writes them; then record them anew)', () => {
    expect(readdirSync(FOLDER).sort()).toEqual(SEEDS.map(nameOf));
    for (const seed of SEEDS)
      expect(readFileSync(join(FOLDER, nameOf(seed)), 'utf8')).toBe(randomExperiment(seed));
  });
});
