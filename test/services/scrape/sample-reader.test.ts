// Metrics in pieces: a line that is too long is none, and costs no memory.
import { expect, it, test } from 'vitest';
import { register } from 'prom-client';
import { createSampleReader } from '../../../src/services/scrape/sample-reader.js';

test('a line that is too long is malformed, the next one is read', () => {
  const reader = createSampleReader(10);
  reader.take('a{b="');
  for (let piece = 0; piece < 100; piece += 1) reader.take('x'.repeat(1_000));
  reader.take('"} 1\nc 2\n');
  expect(reader.end(true)).toEqual({
    samples: [{ name: 'c', labels: {}, value: 2 }],
    malformed: 1,
    isFull: false,
  });
});

it.each([
  [2, true, false],
  [3, false, true],
])('takes two samples: of %d it wants more: %s', (given, wantsMore, isFull) => {
  const reader = createSampleReader(2);
  expect(reader.take('a 1\n'.repeat(given))).toBe(wantsMore);
  const { samples, isFull: full } = reader.end(true);
  expect([samples.length, full]).toEqual([2, isFull]);
});

test('what prom-client writes is understood, every line', async () => {
  const { collectDefaultMetrics, Histogram } = await import('prom-client');
  collectDefaultMetrics();
  new Histogram({ name: 'h', help: 'H "quoted" \\ and\nmore', labelNames: ['l'] })
    .labels('a"b\\c\nd')
    .observe(0.3);
  const text = await register.metrics();
  register.clear();
  const reader = createSampleReader(10_000);
  reader.take(text);
  const { samples, malformed } = reader.end(true);
  expect(malformed).toBe(0);
  expect(samples.length).toBe(text.split('\n').filter((line) => /^[^#]/.test(line)).length);
  expect(samples).toContainEqual({ name: 'h_count', labels: { l: 'a"b\\c\nd' }, value: 1 });
});
