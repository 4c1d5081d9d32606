// One clock for all replicas: the store's, whatever the machines' own clocks say.
import { expect, it, vi } from 'vitest';
import { createClock } from '../../src/services/clock.js';

const log = { warn: vi.fn<() => void>() };

it('takes the time of the store from a machine that is half a minute wrong', async () => {
  let local = 1_000_000;
  const clock = createClock({
    store: { time: async () => local - 30_000 },
    log,
    local: () => local,
  });
  expect(clock.now()).toBe(1_000_000);
  await clock.agree();
  expect(clock.now()).toBe(970_000);
  local += 500;
  expect(clock.now()).toBe(970_500);
});

it('takes the middle of question and answer, and does not tremble', async () => {
  let local = 0;
  const late = 400;
  const store = {
    async time() {
      local += late;
      return local - late / 2 + 100;
    },
  };
  const clock = createClock({ store, log, local: () => local });
  await clock.agree();
  expect(clock.now()).toBe(local);
  const stepped = createClock({
    store: { time: async () => local + 5_000 },
    log,
    local: () => local,
  });
  await stepped.agree();
  expect(stepped.now()).toBe(local + 5_000);
});

it('goes on as before while the store is away', async () => {
  let isAway = false;
  const store = {
    async time() {
      if (isAway) throw new Error('away');
      return 60_000;
    },
  };
  const clock = createClock({ store, log, local: () => 0 });
  await clock.agree();
  isAway = true;
  await clock.agree();
  expect(clock.now()).toBe(60_000);
});
