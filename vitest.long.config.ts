import { defineConfig } from 'vitest/config';

/** The long suite (`npm run test:long`): one file at a time, so that each has the machine to itself. */
export default defineConfig({
  test: {
    include: ['test/**/*.long.test.ts'],
    pool: 'forks',
    maxWorkers: 1,
    fileParallelism: false,
    testTimeout: 1_800_000,
    hookTimeout: 600_000,
  },
});
