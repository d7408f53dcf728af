import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['properties/**/*.test.ts', 'sim/**/*.test.ts', 'reports/**/*.test.ts'],
    pool: 'threads',
    // All cores: the default leaves one idle, which on two is half.
    maxWorkers: '100%',
    testTimeout: 60_000,
  },
});
