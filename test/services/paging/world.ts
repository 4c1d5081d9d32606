// Notices with a pretended Slack and pager, on a clock that the test moves.
import { Registry } from 'prom-client';
import { vi } from 'vitest';
import { pagingSchema, type PagingConfig } from '../../../src/config/incidents-schema.js';
import { cards } from '../../../src/services/cards/rows.js';
import type { Loop } from '../../../src/services/every.js';
import { createNotices } from '../../../src/services/paging/create-notices.js';
import { notices, type Notice } from '../../../src/services/paging/notices.js';
import type { Fetch } from '../../../src/services/paging/pager-call.js';
import { startPaging } from '../../../src/services/paging/start-paging.js';
import type { Store } from '../../../src/services/store/store.js';
import { update } from '../../../src/services/store/update.js';
import { orderedStore } from '../escalation/ordered-store.js';

export const start = Date.UTC(2026, 10, 18, 9, 0);
export const secret = 'routing-key-1234567890';
export const fallback = pagingSchema.parse({
  fallback: { url: 'https://pager.test/v2/enqueue' },
}).fallback;

/** What the pager was sent, and when. */
export interface Received {
  after: number;
  url: string;
  headers: Record<string, string>;
  body: string;
}

export function openPaging(store: Store = orderedStore()) {
  const received: Received[] = [];
  const logged: unknown[] = [];
  const redrawn: string[] = [];
  const registry = new Registry();
  let answer: Fetch = async () => new Response(null, { status: 202 });
  const sender = createNotices({
    store,
    now: Date.now,
    redraw: ({ id }) => void redrawn.push(id),
  });
  return {
    store,
    received,
    logged,
    redrawn,
    registry,
    pagerAnswers(next: Fetch) {
      answer = next;
    },
    send: (id: string, more: Partial<Parameters<typeof sender.send>[0]> = {}) =>
      sender.send({
        id,
        kind: 'page',
        incident: 'I-7K2QMF',
        severity: 'P1',
        title: 'I-7K2QMF P1: Notion sync is down',
        text: 'Acknowledge it.',
        people: [
          { person: 'ana', slack: 'U01ANA', via: 'slack' },
          { person: 'zoe', via: 'terminal' },
        ],
        parent: 'incident:I-7K2QMF:card',
        channel: 'C0INC',
        dueAt: Date.now(),
        ...more,
      }),
    start(
      config: PagingConfig['fallback'] = fallback,
      overtaken: (notice: Notice) => Promise<boolean> = async () => false,
    ): Loop {
      return startPaging({
        store,
        now: Date.now,
        log: { warn: (...said: unknown[]) => void logged.push(said) },
        fallback: config,
        settingOf: (name) => (name === 'PAGER_KEY' ? secret : undefined),
        fetch: async (url, init) => {
          const after = (Date.now() - start) / 1_000;
          received.push({ after, url, headers: init.headers ?? {}, body: init.body ?? '' });
          return answer(url, init);
        },
        overtaken,
        registry,
      });
    },
    notice: async (id: string) => (await store.get(notices, id))?.doc,
    rows: async () =>
      (await store.list(cards, { index: 'byLook', limit: 100 })).items
        .map((row) => row.id)
        .toSorted(),
    /** Slack takes a message. */
    take: (card: string) => update(store, cards, card, (row) => ({ ...row, ts: '1.2' })),
    metric: async (name: string) =>
      (await registry.getSingleMetric(name)?.get())?.values.map(({ labels, value }) => [
        ...Object.values(labels),
        value,
      ]),
  };
}

export const seconds = (amount: number) => vi.advanceTimersByTimeAsync(amount * 1_000);
