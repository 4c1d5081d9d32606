// Escalation when processes die, come late, or are several: each step is there once, with all of its messages.
import { Registry } from 'prom-client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { asProblem } from '../../../src/core/problem.js';
import { cards } from '../../../src/services/cards/rows.js';
import { startPaging } from '../../../src/services/paging/start-paging.js';
import type { Store } from '../../../src/services/store/store.js';
import { update } from '../../../src/services/store/update.js';
import { mortalStore } from './mortal-store.js';
import { orderedStore } from './ordered-store.js';
import { ana, ben, minute, openWorld, opening, pass, type World } from './world.js';

beforeEach(() => void vi.useFakeTimers({ now: opening }));
afterEach(() => void vi.useRealTimers());

const fetch = async (): Promise<never> => {
  throw new Error('is not to be called');
};

/** A whole process: its timers and its notices run. */
function startProcess(store: Store): { world: World; stop(): Promise<void> } {
  const world = openWorld(store);
  // Less silence than by default: the clock has less to run.
  world.rules.severities.P1.progressMinutes = 12;
  const timers = world.start();
  const paging = startPaging({
    store,
    now: Date.now,
    log: { warn: () => {} },
    fallback: undefined,
    settingOf: () => undefined,
    fetch,
    overtaken: world.escalation.overtaken,
    registry: new Registry(),
  });
  return {
    world,
    stop: async () => void (await Promise.all([timers.stop(), paging.stop()])),
  };
}

type Steps = readonly { at: number; act: (world: World) => Promise<unknown> }[];

/** Slack as the publisher leaves it: every message that was asked for is there within a second. */
function startSlack(store: Store): () => void {
  const timer = setInterval(() => {
    void (async () => {
      const rows = await store.list(cards, { index: 'byLook', equals: [false], limit: 1_000 });
      for (const { id } of rows.items)
        await update(store, cards, id, (card) => ({ ...card, ts: `${id} ts`, settled: true }));
    })();
  }, 1_000);
  return () => clearInterval(timer);
}

/**
 * People do the steps while the process dies once; a minute later the next one runs, and who got no answer asks again.
 * @returns the store in the end, and whether the process died at all
 */
async function live(steps: Steps, until: number, diesAt: number) {
  vi.setSystemTime(opening);
  const store = orderedStore();
  const stopSlack = startSlack(store);
  const first = mortalStore(store, diesAt);
  let current = startProcess(first.store);
  let isReplaced = false;
  const replace = async (): Promise<void> => {
    if (!first.isDead() || isReplaced) return;
    await current.stop();
    isReplaced = true;
    current = startProcess(store);
    await current.world.sweep();
  };
  for (let at = 0; at <= until; at += 1) {
    await replace();
    for (const { act } of steps.filter((step) => step.at === at))
      for (let tries = 0; tries < 2; tries += 1) {
        const error = await act(current.world).catch((thrown: unknown) => thrown);
        if (!first.isDead() || isReplaced) break;
        expect(asProblem(error).code).not.toBe('invalid_input');
        await replace();
      }
    await pass(1);
  }
  await replace();
  await current.stop();
  stopSlack();
  return { store, died: first.isDead() };
}

const opened = { at: 0, act: (world: World) => world.open('P1') };
const idOf = async (world: World): Promise<string> => (await world.open('P1')).id;

/** One incident that is never answered, and one with everything that people can do about it. */
const unanswered: Steps = [opened];
const answered: Steps = [
  opened,
  {
    at: 2,
    act: async (world) =>
      world.incidents.change(
        await idOf(world),
        { type: 'escalate', by: ben, reason: 'I need help.' },
        'ask',
      ),
  },
  {
    at: 3,
    act: async (world) =>
      world.incidents.change(await idOf(world), { type: 'acknowledge', by: ana }, 'ack'),
  },
  {
    at: 4,
    act: async (world) =>
      world.incidents.change(
        await idOf(world),
        {
          type: 'break_glass',
          by: ana,
          run: 'R-AAAAAA',
          reason: 'Nobody else is awake.',
          reviewBy: opening + 7 * minute,
        },
        'glass',
      ),
  },
  {
    at: 5,
    act: async (world) =>
      world.incidents.change(
        await idOf(world),
        { type: 'update', by: ana, text: 'We are on it.', nextAt: opening + 8 * minute },
        'update',
      ),
  },
];

interface Expected {
  notices: readonly string[];
  paged: number;
}

async function expectWhole(store: Store, expected: Expected): Promise<void> {
  const world = openWorld(store);
  const id = await idOf(world);
  const sent = await world.sent();
  expect(sent.map((notice) => notice.id.replace(id, 'I'))).toEqual(expected.notices);
  const { timeline } = await world.incidents.get(id);
  const lines = timeline.filter(({ kind }) => kind === 'paged').map(({ text }) => text);
  expect(lines).toHaveLength(expected.paged);
  expect(new Set(lines).size).toBe(lines.length);
  const rows = await store.list(cards, { index: 'byLook', limit: 1_000 });
  for (const notice of sent) {
    const own = rows.items.filter(({ doc }) => doc.record.id === notice.id);
    expect(own).toHaveLength(1 + (notice.kind === 'page' ? notice.people.length : 0));
  }
}

test.each([
  [
    'an incident that nobody answers',
    unanswered,
    32,
    { notices: ['esc:I:1:0', 'esc:I:1:1', 'esc:I:1:2'], paged: 3 },
  ],
  [
    'an incident and all that is done about it',
    answered,
    19,
    {
      notices: [
        'esc:I:1:0',
        'esc:I:1:1',
        'bg:R-AAAAAA',
        `update:I:${opening + 5 * minute}:0`,
        'bg:R-AAAAAA:0',
        `upd:I:${opening + 8 * minute}`,
        'esc:I:2:0',
      ],
      paged: 3,
    },
  ],
] as const)(
  '%s: killed before and after each write',
  async (_, steps, until, expected) => {
    let diesAt = 1;
    for (; ; diesAt += 1) {
      const { store, died } = await live(steps, until, diesAt);
      await expectWhole(store, expected).catch((error: unknown) => {
        throw new Error(`killed at ${diesAt}`, { cause: error });
      });
      if (!died) break;
    }
    expect(diesAt).toBeGreaterThan(50);
  },
  120_000,
);

test('after an outage everything is caught up, in the order in which it was due', async () => {
  const store = orderedStore();
  const before = openWorld(store);
  // Nothing runs: only the rows are there.
  const late = await before.open('P2', 'late');
  await pass(1);
  const early = await before.open('P1', 'early');
  await pass(70);
  const { world, stop } = startProcess(store);
  await pass(0.1);
  await stop();
  const order = (await world.sent()).map(({ id }) => id);
  expect(order.toSorted()).toEqual(
    [
      `esc:${late.id}:1:0`,
      `esc:${late.id}:1:1`,
      ...[0, 1, 2].map((n) => `esc:${early.id}:1:${n}`),
      // Nobody has answered for so long that the chain starts again.
      `esc:${early.id}:2:0`,
    ].toSorted(),
  );
  const lines = (await world.incidents.get(early.id)).timeline.filter(
    ({ kind }) => kind === 'paged',
  );
  expect(lines.map(({ text }) => text.replace(/.*, step/, 'step'))).toEqual([
    'step 1 of 3)',
    'step 2 of 3)',
    'step 3 of 3)',
    'step 1 of 3)',
  ]);
});

test('two processes make each call once', async () => {
  const store = orderedStore();
  const [one, other] = [startProcess(store), startProcess(store)];
  const { id } = await one.world.open('P1');
  await pass(40);
  await Promise.all([one.stop(), other.stop()]);
  await expectWhole(store, {
    notices: ['esc:I:1:0', 'esc:I:1:1', 'esc:I:1:2'],
    paged: 3,
  });
  expect((await one.world.incidents.get(id)).round).toBe(1);
});

test('a step that is made again after a hand-over names in the timeline who was called', async () => {
  const world = openWorld();
  const { id } = await world.open('P1');
  const timer = { id: `esc:${id}:1:0`, kind: 'escalate', incident: id, round: 1, step: 0 } as const;
  const row = { ...timer, dueAt: opening, state: 'pending', doneAt: null } as const;
  await world.escalation.work(row);
  world.people.oncall = [ben];
  await world.escalation.work(row);
  const { timeline } = await world.incidents.get(id);
  expect(timeline.filter(({ kind }) => kind === 'paged').map(({ text }) => text)).toEqual([
    'Paged on call: ana (P1, round 1, step 1 of 3)',
  ]);
  expect(await world.pages()).toEqual(['0 ana']);
});

test('a follower that knows an older state leaves the timers of the newest', async () => {
  const world = openWorld();
  const old = await world.open('P1');
  await world.incidents.change(old.id, { type: 'acknowledge', by: ana });
  await world.escalation.follow(old);
  expect(await world.timers('pending')).toEqual([`pro:${old.id}:1:${opening}`]);
});
