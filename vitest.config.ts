import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    globalSetup: ['test/support/compile.ts'],
    include: ['test/**/*.test.ts'],
    // A browser and real engines have configurations of their own.
    exclude: ['test/**/*.browser.test.ts', 'test/engines/**', '**/node_modules/**'],
    // Many of them wait for real processes and for time-outs: more workers than most machines here have cores.
    maxWorkers: 3,
    // CI machines are shared: a test that met a stall there gets one more try, and the log says so.
    retry: process.env['CI'] ? 1 : 0,
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
