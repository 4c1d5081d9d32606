// Times as people type them.
import { expect, test } from 'vitest';
import { Problem } from '../../../src/core/problem.js';
import { endOf, timeOf, withTypedEnd } from '../../../src/services/oncall/times.js';

const berlin = 'Europe/Berlin';

test.each([
  ['2026-11-22T18:00', '2026-11-22T17:00:00.000Z'],
  ['2026-07-22 18:00', '2026-07-22T16:00:00.000Z'],
  ['2026-11-22T18:00Z', '2026-11-22T18:00:00.000Z'],
  ['2026-11-22T18:00:30.000Z', '2026-11-22T18:00:30.000Z'],
  ['2026-11-22T18:00-05:00', '2026-11-22T23:00:00.000Z'],
  ['2026-11-22 18:00 +0100', '2026-11-22T17:00:00.000Z'],
  ['2026-03-29T02:30', '2026-03-29T01:30:00.000Z'],
])('%s is %s', (text, instant) => {
  expect(new Date(timeOf(text, berlin, 'from')).toISOString()).toBe(instant);
});

test.each(['', 'tomorrow', '18:00', '2026-11-22', '2026-02-30T10:00', '2026-11-22T25:00', '1e12'])(
  '%j is no time, and the field is named',
  (text) => {
    expect(() => timeOf(text, berlin, 'from')).toThrow(
      expect.objectContaining({ code: 'invalid_input', field: 'from' }),
    );
  },
);

test('an end is a span after the beginning, or a time', () => {
  expect(endOf({ for: '2h' }, 1_000, berlin)).toBe(7_201_000);
  expect(endOf({ until: '2026-11-22T18:00Z' }, 1_000, berlin)).toBe(
    Date.parse('2026-11-22T18:00Z'),
  );
  expect(() => endOf({ for: 'long' }, 0, berlin)).toThrow(
    expect.objectContaining({ field: 'for' }),
  );
});

test('what is wrong with the end is said of the field that was typed', async () => {
  const refuse = (field: string) => async () => {
    throw new Problem('invalid_input', 'too long', 'shorter', { field });
  };
  await expect(withTypedEnd({ for: '9d' }, refuse('until'))).rejects.toMatchObject({
    field: 'for',
    message: 'too long',
  });
  await expect(withTypedEnd({ until: '…' }, refuse('until'))).rejects.toMatchObject({
    field: 'until',
  });
  await expect(withTypedEnd({ for: '9d' }, refuse('from'))).rejects.toMatchObject({
    field: 'from',
  });
});
