// A million cases of what somebody might send: commands, names, webhooks, signatures, files, texts on cards, secrets.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/fuzz/**/*.fuzz.ts'],
    // One for each core of a small CI machine.
    maxWorkers: 2,
    testTimeout: 600_000,
  },
});
