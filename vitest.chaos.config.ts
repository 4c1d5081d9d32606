// Nobody is killed at a write: replies are lost, processes stand still, clocks are wrong, MongoDB and Redis go away.
import { defineConfig } from 'vitest/config';
import crash from './vitest.crash.config.js';

export default defineConfig({
  test: { ...crash.test, include: ['test/**/*.chaos.ts'] },
});
