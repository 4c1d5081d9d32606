// Tests that drive the page in headless Chromium; they say so and skip where there is none.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    globalSetup: ['test/support/compile.ts'],
    include: ['test/**/*.browser.test.ts'],
    // As in vitest.config.ts.
    retry: process.env['CI'] ? 1 : 0,
    testTimeout: 120_000,
    hookTimeout: 60_000,
    fileParallelism: false,
  },
});
