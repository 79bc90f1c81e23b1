import { defineConfig } from 'vitest/config';

/** The quick, hermetic suite: what `npm test` runs. Long tests end in .long.test.ts and have their own config. */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/**/*.long.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    // a test that hangs hangs for good; one on a slow, busy machine is merely slow
    testTimeout: 240_000,
    hookTimeout: 240_000,
  },
});
