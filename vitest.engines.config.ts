// Tests against real programs of others, such as Prometheus Alertmanager; they say so and skip where one is missing.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    globalSetup: ['test/support/compile.ts'],
    include: ['test/engines/**/*.test.ts'],
    // As in vitest.config.ts.
    retry: process.env['CI'] ? 1 : 0,
    testTimeout: 180_000,
    hookTimeout: 60_000,
    fileParallelism: false,
  },
});
