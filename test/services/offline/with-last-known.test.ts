import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Problem } from '../../../src/core/problem.js';
import type { Report } from '../../../src/core/report.js';
import { operations } from '../../../src/handlers/registry.js';
import { defineQuery } from '../../../src/services/context.js';
import { createLastKnown } from '../../../src/services/offline/last-known.js';
import { createOffline } from '../../../src/services/offline/create-offline.js';
import { isOutsideQuestion } from '../../../src/services/offline/outside-questions.js';
import { withLastKnown } from '../../../src/services/offline/with-last-known.js';
import type { Store } from '../../../src/services/store/store.js';
import { contextWith } from '../../support/context.js';
import { memoryStore } from '../../support/memory-store.js';

const minute = 60_000;
const good: Report = { status: 'good', headline: 'All fresh', notes: ['Times are UTC.'] };

/** Two questions, of which one is to the outside, on a clock of the test's own. */
function setUp(store: Store = memoryStore()) {
  const clock = { at: Date.UTC(2026, 10, 21, 13, 40) };
  const now = (): number => clock.at;
  const outside: { answer: (signal: AbortSignal) => Promise<Report>; asked: number } = {
    answer: async () => good,
    asked: 0,
  };
  const query = (id: string) =>
    defineQuery({
      id,
      family: 'Look',
      summary: 'A question',
      examples: [id],
      args: [],
      input: z.object({ system: z.string().optional() }),
      read: async (_input, { signal }) => {
        outside.asked += 1;
        return outside.answer(signal);
      },
    });
  const offline = createOffline({ store, now });
  const warnings: string[] = [];
  const wrapped = withLastKnown([query('freshness'), query('health')], {
    offline,
    lastKnown: createLastKnown({ store, now }),
    now,
    log: { warn: (_data: unknown, message?: string) => void warnings.push(message ?? '') },
    liveWithinMs: 30,
  });
  const ask = async (id: string, input = {}, signal = new AbortController().signal) => {
    const found = wrapped.find((operation) => operation.id === id);
    if (found?.kind !== 'query') throw new Error(`no question ${id}`);
    return found.read(input, contextWith({ signal }));
  };
  const turnOn = () =>
    offline.turnOn(
      { person: 'ana', via: 'slack' },
      { reason: 'Notion is down', until: null, run: 'R-1' },
    );
  return { clock, outside, offline, ask, turnOn, warnings };
}
const down = () => new Problem('outside_unavailable', 'Notion does not answer.', 'Wait.');

describe('while offline mode is off', () => {
  it('every question is asked, and its failure told', async () => {
    const { ask, outside } = setUp();
    expect(await ask('freshness')).toBe(good);
    expect(await ask('freshness')).toBe(good);
    expect(outside.asked).toBe(2);
    outside.answer = () => Promise.reject(down());
    await expect(ask('freshness')).rejects.toMatchObject({ code: 'outside_unavailable' });
  });

  it('an answer comes even if it can not be remembered, and nobody knows the mode', async () => {
    const gone = () => Promise.reject(new Problem('store_unavailable', 'The store is down.', ''));
    const { ask, warnings } = setUp({ ...memoryStore(), insert: gone, get: gone });
    expect(await ask('freshness')).toBe(good);
    expect(warnings).toHaveLength(2);
  });
});

describe('while it is on', () => {
  it('a question is answered from what was last known, which says so', async () => {
    const { ask, outside, clock, turnOn } = setUp();
    await ask('freshness', { system: 'wittwizz' });
    clock.at += 22 * minute;
    await turnOn();
    clock.at += 98 * minute;
    expect(await ask('freshness', { system: 'wittwizz' })).toEqual({
      status: 'warning',
      headline: 'Last known: All fresh',
      notes: [
        'Offline mode since 2026-11-21 14:02 UTC by ana (Notion is down). As of 2026-11-21 13:40 UTC, 2 h old.',
        'Times are UTC.',
      ],
    });
    expect(outside.asked).toBe(1);
  });

  it('what was bad stays bad, with its buttons', async () => {
    const { ask, outside, turnOn } = setUp();
    const suggestion = { label: 'Sync', operation: 'sync', input: { system: 'wittwizz' } };
    const bad: Report = {
      status: 'bad',
      headline: 'Stale',
      findings: [{ severity: 'bad', title: 'Stale', suggestion }],
    };
    outside.answer = async () => bad;
    await ask('freshness');
    await turnOn();
    expect(await ask('freshness')).toMatchObject({ status: 'bad', findings: bad.findings });
  });

  it('what is not to the outside is asked live', async () => {
    const { ask, outside, turnOn } = setUp();
    await ask('health');
    await turnOn();
    expect(await ask('health')).toBe(good);
    expect(outside.asked).toBe(2);
  });

  it('what was never asked is asked live, and known from then on', async () => {
    const { ask, outside, turnOn } = setUp();
    await ask('freshness');
    await turnOn();
    const other = await ask('freshness', { system: 'wittwizz' });
    expect(other).toMatchObject({ status: 'good', headline: 'All fresh' });
    expect(other.notes?.[0]).toContain('Nothing was known of this, so it was asked just now.');
    await ask('freshness', { system: 'wittwizz' });
    expect(outside.asked).toBe(2);
  });

  it('and says of its failure that nothing is known', async () => {
    const { ask, outside, turnOn } = setUp();
    await turnOn();
    outside.answer = () => Promise.reject(down());
    await expect(ask('freshness')).rejects.toMatchObject({
      code: 'outside_unavailable',
      message: expect.stringMatching(
        /^Notion does not answer. Nothing is known of it from before either. Offline mode since .* by ana/,
      ),
      hint: 'Wait.',
    });
  });

  it('nobody waits long for it, whether it stops or not', async () => {
    const { ask, outside, turnOn } = setUp();
    await turnOn();
    let seen: AbortSignal | undefined;
    outside.answer = (signal) => {
      seen = signal;
      return new Promise(() => {});
    };
    await expect(ask('freshness')).rejects.toMatchObject({ code: 'outside_unavailable' });
    expect(seen?.aborted).toBe(true);
    const controller = new AbortController();
    const left = ask('freshness', {}, controller.signal);
    controller.abort(new Problem('cancelled', 'It was cancelled.', ''));
    await expect(left).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('off again, it is asked live', async () => {
    const { ask, outside, offline, turnOn } = setUp();
    await ask('freshness');
    await turnOn();
    await ask('freshness');
    await offline.turnOff({ person: 'ben', via: 'slack' });
    expect(await ask('freshness')).toBe(good);
    expect(outside.asked).toBe(2);
  });
});

it('the questions to the outside are these, and all of them only read', () => {
  const named = operations.filter(({ id }) => isOutsideQuestion(id));
  expect(named.map(({ id }) => id).toSorted()).toEqual([
    'freshness',
    'notion.duplicates',
    'notion.schema',
    'notion.stale',
    'notion.velocity',
    'table.history',
    'table.preview',
    'task.show',
    'watermarks',
  ]);
  expect(named.filter(({ kind }) => kind !== 'query')).toEqual([]);
});
