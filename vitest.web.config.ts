import { defineConfig } from 'vitest/config';

/** The playground in a real browser: `npm run test:web`. It takes Chromium from the PATH and fails without it. */
export default defineConfig({
  test: {
    include: ['test/web/**/*.browser.ts'],
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 240_000,
    hookTimeout: 240_000,
  },
});
