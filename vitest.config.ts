import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['properties/**/*.test.ts', 'sim/**/*.test.ts', 'reports/**/*.test.ts'],
    pool: 'threads',
    testTimeout: 60_000,
  },
});
