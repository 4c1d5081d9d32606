// What is asked of the bot's memory is counted, whether it answers or fails.
import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { timedStore } from '../../../src/services/store/timed.js';
import { memoryStore } from '../../support/memory-store.js';
import { counters } from './counters.js';

it('counts each verb, also one that fails', async () => {
  const registry = new Registry();
  const memory = memoryStore();
  const store = timedStore(
    {
      ...memory,
      remove: async () => {
        throw new Error('away');
      },
    },
    registry,
  );
  expect(await store.insert(counters, 'x', { count: 1 })).toBe(true);
  expect(await store.replace(counters, 'x', 1, { count: 2 })).toBe(true);
  expect((await store.get(counters, 'x'))?.doc.count).toBe(2);
  await store.get(counters, 'y');
  await expect(store.remove(counters, 'x')).rejects.toThrow('away');
  const text = await registry.metrics();
  for (const [verb, times] of [
    ['insert', 1],
    ['replace', 1],
    ['get', 2],
    ['remove', 1],
  ] as const)
    expect(text).toContain(`ppm_store_seconds_count{verb="${verb}"} ${times}`);
});
