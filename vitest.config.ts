import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** The package by its own name, as the suite to copy has it: the sources, not what was once built from them. */
const OURS = [
  [/^probesim$/, './sim/index.ts'],
  [/^probesim\/fast-check$/, './properties/library/arbitraries.ts'],
  [/^probesim\/vitest$/, './properties/library/matchers.ts'],
] as const;

export default defineConfig({
  resolve: {
    alias: OURS.map(([find, file]) => ({ find, replacement: fileURLToPath(new URL(file, import.meta.url)) })),
  },
  test: {
    include: ['properties/**/*.test.ts', 'sim/**/*.test.ts', 'reports/**/*.test.ts'],
    pool: 'threads',
    // All cores: the default leaves one idle, which on two is half.
    maxWorkers: '100%',
    // No module keeps anything that one test could leave to another: each worker loads them once, and saves a third.
    isolate: false,
    testTimeout: 60_000,
    // A hook that builds the package is no less work than a test.
    hookTimeout: 60_000,
  },
});
