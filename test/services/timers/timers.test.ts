// Timers as rows: what is set, cancelled, moved and brought back.
import { expect, test } from 'vitest';
import { createTimers } from '../../../src/services/timers/create-timers.js';
import { timers, type WantedTimer } from '../../../src/services/timers/timers.js';
import { update } from '../../../src/services/store/update.js';
import { orderedStore } from '../escalation/ordered-store.js';

const timer = (dueAt: number, kind: WantedTimer['kind'] = 'escalate'): WantedTimer => ({
  kind,
  incident: 'I-AAAAAA',
  round: 1,
  step: 0,
  dueAt,
});

function open() {
  const store = orderedStore();
  let changes = 0;
  const made = createTimers({ store, changed: () => void (changes += 1) });
  return {
    store,
    ...made,
    changes: () => changes,
    done: (id: string) =>
      update(store, timers, id, (row) => ({ ...row, state: 'done' as const, doneAt: 1 })),
    pending: async () => (await made.pendingOf('I-AAAAAA')).map(({ id, dueAt }) => [id, dueAt]),
  };
}

test('set again under its id it is the same timer', async () => {
  const { set, pending, changes } = open();
  expect(await set('a', timer(10))).toBe(true);
  expect(await set('a', timer(20))).toBe(false);
  expect(await pending()).toEqual([['a', 10]]);
  expect(changes()).toBe(1);
});

test('those of an incident come earliest first', async () => {
  const { set, pending } = open();
  await set('late', timer(30));
  await set('early', timer(5));
  await set('other', { ...timer(1), incident: 'I-BBBBBB' });
  expect(await pending()).toEqual([
    ['early', 5],
    ['late', 30],
  ]);
});

test('cancelled by kind or all; what is done stays done', async () => {
  const { set, done, cancel, pending, store } = open();
  await set('first', timer(1));
  await done('first');
  await set('second', timer(2));
  await set('review', timer(3, 'review'));
  await cancel('I-AAAAAA', 'escalate');
  expect(await pending()).toEqual([['review', 3]]);
  await cancel('I-AAAAAA');
  expect(await pending()).toEqual([]);
  expect((await store.get(timers, 'first'))?.doc.state).toBe('done');
});

test('kept are the wanted ones: others are cancelled, and other kinds left alone', async () => {
  const { set, done, keep, pending, changes } = open();
  for (const [id, dueAt] of [
    ['stays', 1],
    ['moves', 2],
    ['goes', 3],
    ['done', 4],
  ] as const)
    await set(id, timer(dueAt));
  await set('review', timer(5, 'review'));
  await done('done');
  const before = changes();
  const wanted = [
    { id: 'stays', ...timer(1) },
    { id: 'moves', ...timer(20) },
    { id: 'done', ...timer(40) },
    { id: 'new', ...timer(6) },
  ];
  await keep('I-AAAAAA', ['escalate'], wanted);
  expect(await pending()).toEqual([
    ['stays', 1],
    ['review', 5],
    ['new', 6],
    ['moves', 20],
  ]);
  expect(changes() - before).toBe(2);
  await keep('I-AAAAAA', ['escalate'], [{ id: 'goes', ...timer(3) }]);
  expect(await pending()).toEqual([
    ['goes', 3],
    ['review', 5],
  ]);
});

test('kept as they are, nothing is written', async () => {
  const { store, set, keep } = open();
  await set('stays', timer(1));
  await keep('I-AAAAAA', ['escalate'], [{ id: 'stays', ...timer(1) }]);
  expect((await store.get(timers, 'stays'))?.revision).toBe(1);
});
