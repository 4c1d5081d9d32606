// The long form of the crash test: the real process is killed before and after every write of a run's whole life.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    globalSetup: ['test/support/compile.ts'],
    include: ['test/**/*.crash.ts'],
    // A story with every one of its writes; each life has limits of its own.
    testTimeout: 3_600_000,
    hookTimeout: 60_000,
    fileParallelism: false,
  },
});
