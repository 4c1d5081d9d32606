// Every path of the escalation matrix as the configuration's defaults have it, on a clock that the test moves: at which
// minute after the opening who is called. (Runbook 1, "Escalation Matrix")
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { RunningTimers } from '../../../src/services/timers/start-timers.js';
import { ana, ben, minute, openWorld, opening, pass, type World } from './world.js';

let world: World;
let running: RunningTimers;

beforeEach(() => {
  vi.useFakeTimers({ now: opening });
  world = openWorld();
  running = world.start();
});
afterEach(async () => {
  await running.stop();
  expect(world.complaints).toEqual([]);
  vi.useRealTimers();
});

const everyone = 'ana+chloe+dora';

describe('when nobody answers', () => {
  test.each([
    ['P0', 65, [`0 ${everyone}`, `30 ${everyone}`, `60 ${everyone}`]],
    ['P1', 100, ['0 ana', '15 chloe', '30 dora', '90 ana']],
    ['P2', 350, ['0 ana', '60 chloe', '300 ana']],
    ['P3', 600, ['0 ana', '240 ana']],
    ['P4', 600, []],
  ] as const)('%s: within %d min', async (severity, minutes, expected) => {
    await world.open(severity);
    await pass(minutes);
    expect(await world.pages()).toEqual(expected);
  });
});

describe('acknowledged', () => {
  test.each([
    ['P0', 0.1, [`0 ${everyone}`], 30],
    ['P1', 0.1, ['0 ana'], 60],
    ['P1', 14.9, ['0 ana'], 60],
    ['P1', 15.1, ['0 ana', '15 chloe'], 60],
    ['P1', 29.9, ['0 ana', '15 chloe'], 60],
    ['P1', 31, ['0 ana', '15 chloe', '30 dora'], 60],
    ['P2', 59, ['0 ana'], 240],
    ['P3', 239, ['0 ana'], null],
    ['P4', 60, [], null],
  ] as const)('%s after %d min', async (severity, after, expected, silence) => {
    const { id } = await world.open(severity);
    await pass(after);
    await world.incidents.change(id, { type: 'acknowledge', by: ana });
    // Until a second before the silence has lasted too long.
    await pass((silence ?? 600) - 1 / 60);
    expect(await world.pages()).toEqual(expected);
  });

  test.each([
    ['P0', 30, ['35 ana+chloe+dora'], 55],
    ['P1', 60, ['65 ana', '80 chloe', '95 dora'], 140],
    ['P2', 240, ['245 ana', '305 chloe'], 500],
  ] as const)(
    '%s, then silence of %d min: the chain starts again',
    async (severity, _silence, expected, until) => {
      const { id } = await world.open(severity);
      await pass(5);
      await world.incidents.change(id, { type: 'acknowledge', by: ana });
      const before = (await world.pages()).length;
      await pass(until);
      expect((await world.pages()).slice(before)).toEqual(expected);
      const { round, timeline } = await world.incidents.get(id);
      expect(round).toBe(2);
      expect(timeline.filter(({ kind }) => kind === 'escalated')).toHaveLength(1);
    },
  );

  test('work on it puts the silence off, and stops a chain that started again', async () => {
    const { id } = await world.open('P1');
    await pass(5);
    await world.incidents.change(id, { type: 'acknowledge', by: ana });
    await pass(40);
    await world.incidents.change(id, { type: 'note', by: ana, text: 'Restarted it.' });
    await pass(60);
    expect(await world.pages()).toEqual(['0 ana', '105 ana']);
    await pass(10);
    await world.incidents.change(id, { type: 'note', by: ana, text: 'Looking at it.' });
    await pass(59);
    expect(await world.pages()).toEqual(['0 ana', '105 ana']);
    await pass(2);
    expect(await world.pages()).toEqual(['0 ana', '105 ana', '175 ana']);
  });
});

test('resolved: nobody is called any more', async () => {
  const { id } = await world.open('P1');
  await pass(16);
  await world.incidents.change(id, { type: 'resolve', by: ana, text: 'Fixed.' });
  await pass(600);
  expect(await world.pages()).toEqual(['0 ana', '15 chloe']);
  expect(await world.timers('pending')).toEqual([]);
});

test('reopened: the chain begins from its first step', async () => {
  const { id } = await world.open('P1');
  await pass(1);
  await world.incidents.change(id, { type: 'acknowledge', by: ana });
  await world.incidents.change(id, { type: 'resolve', by: ana, text: 'Fixed.' });
  await pass(9);
  const rule = { respondBy: Date.now() + 15 * minute, checklist: [] };
  await world.incidents.change(id, { type: 'reopen', by: ben, reason: 'It is back.', rule });
  await pass(80);
  expect(await world.pages()).toEqual(['0 ana', '10 ana', '25 chloe', '40 dora']);
  expect((await world.sent())[1]?.text).toContain('It is back: It is back.');
});

describe('another severity', () => {
  test('worse before anybody answered: the worse chain begins', async () => {
    const { id } = await world.open('P3');
    await pass(20);
    await world.severity(id, 'P1');
    await pass(80);
    expect(await world.pages()).toEqual(['0 ana', '20 ana', '35 chloe', '50 dora']);
  });

  test('worse after somebody answered: they answered for the lesser one', async () => {
    const { id } = await world.open('P2');
    await pass(5);
    await world.incidents.change(id, { type: 'acknowledge', by: ana });
    await pass(5);
    await world.severity(id, 'P0');
    await pass(20);
    expect(await world.pages()).toEqual(['0 ana', `10 ${everyone}`]);
    await world.incidents.change(id, { type: 'acknowledge', by: ana });
    await pass(29);
    expect(await world.pages()).toHaveLength(2);
  });

  test('less bad: nobody is called twice for what is past, the lesser chain goes on', async () => {
    const { id } = await world.open('P1');
    await pass(20);
    await world.severity(id, 'P2');
    await pass(200);
    expect(await world.pages()).toEqual(['0 ana', '15 chloe', '60 chloe']);
  });

  test('less bad, worse, and less bad again', async () => {
    const { id } = await world.open('P1');
    await pass(5);
    await world.severity(id, 'P3');
    await pass(5);
    await world.severity(id, 'P1');
    await pass(5);
    await world.severity(id, 'P3');
    await pass(400);
    expect(await world.pages()).toEqual(['0 ana', '10 ana', '250 ana']);
  });

  test('P4 wakes nobody any more', async () => {
    const { id } = await world.open('P1');
    await pass(5);
    await world.severity(id, 'P4');
    await pass(600);
    expect(await world.pages()).toEqual(['0 ana']);
    expect(await world.timers('pending')).toEqual([]);
  });
});

describe('asked for by hand', () => {
  const ask = (id: string) =>
    world.incidents.change(id, { type: 'escalate', by: ben, reason: 'I need help.' });

  test('the next step comes at once, then the one after, then the last again', async () => {
    const { id } = await world.open('P1');
    for (const after of [2, 1, 1, 1]) {
      await pass(after);
      await ask(id);
    }
    await pass(55);
    expect(await world.pages()).toEqual(['0 ana', '2 chloe', '3 dora', '4 dora', '5 dora']);
    const lines = (await world.incidents.get(id)).timeline.filter(({ kind }) => kind === 'paged');
    expect(lines.map(({ text }) => text)).toEqual([
      'Paged on call: ana (P1, round 1, step 1 of 3)',
      'Paged manager: chloe (P1, round 1, step 2 of 3, asked for)',
      'Paged director: dora (P1, round 1, step 3 of 3, asked for)',
      'Paged director: dora (P1, round 1, request 3)',
      'Paged director: dora (P1, round 1, request 4)',
    ]);
  });

  test('the steps after it keep their time', async () => {
    const { id } = await world.open('P1');
    await pass(2);
    await ask(id);
    await pass(80);
    expect(await world.pages()).toEqual(['0 ana', '2 chloe', '30 dora']);
  });

  test('after an acknowledgement: what the clock would have called was not', async () => {
    const { id } = await world.open('P1');
    await pass(5);
    await world.incidents.change(id, { type: 'acknowledge', by: ana });
    await pass(40);
    await ask(id);
    await pass(1);
    await ask(id);
    await pass(10);
    expect(await world.pages()).toEqual(['0 ana', '45 chloe', '46 dora']);
    const page = (await world.sent()).find(({ people }) => people[0]?.person === 'chloe');
    expect(page?.text).toContain('ben asks for you: I need help.');
  });

  test('before it became less bad: not called again for it', async () => {
    const { id } = await world.open('P1');
    await pass(2);
    await ask(id);
    await pass(2);
    await world.severity(id, 'P2');
    await pass(1);
    await ask(id);
    await pass(100);
    expect(await world.pages()).toEqual(['0 ana', '2 chloe', '5 chloe']);
  });

  test('P4 has no chain: whoever is on call', async () => {
    const { id } = await world.open('P4');
    await pass(1);
    await ask(id);
    await pass(1);
    expect(await world.pages()).toEqual(['1 ana']);
  });
});

describe('nobody behind a level', () => {
  test('the next one is called at once, and it says why', async () => {
    world.people.oncall = [];
    await world.open('P1');
    await pass(20);
    expect(await world.pages()).toEqual(['0 chloe', '15 chloe']);
    expect((await world.sent())[0]?.text).toContain('Nobody is on call.');
  });

  test('nobody at all: the channel hears it', async () => {
    world.people.oncall = [];
    world.people.manager = [];
    world.people.director = [];
    await world.open('P0');
    await pass(1);
    const [page] = await world.sent();
    expect(page).toMatchObject({ people: [], channel: 'C0INC', kind: 'page' });
    expect(page?.text).toContain('Nobody could be called');
  });

  test('somebody who is on call and the manager is called once', async () => {
    world.people.manager = [ana];
    await world.open('P0');
    await pass(1);
    expect(await world.pages()).toEqual(['0 ana+dora']);
  });
});

test('a page says what is expected by when, and who was called before', async () => {
  const { id } = await world.open('P1');
  await pass(16);
  const [first, second] = await world.sent();
  expect(first).toMatchObject({
    id: `esc:${id}:1:0`,
    title: `${id} P1: Notion sync is down`,
    text: `Acknowledge it by 2026-11-18 09:15 UTC: incident ack ${id}`,
    parent: `incident:${id}:card`,
    severity: 'P1',
    dueAt: opening,
  });
  expect(second?.text).toBe(
    `Acknowledge it by 2026-11-18 09:15 UTC: incident ack ${id}\nCalled before: on call: ana, 2026-11-18 09:00 UTC.`,
  );
});

test.each([
  ['to summer time', Date.UTC(2026, 2, 8, 6, 50)],
  ['to winter time', Date.UTC(2026, 10, 1, 5, 50)],
])('a change of the clocks in New York %s shifts nothing', async (_, at) => {
  vi.setSystemTime(at);
  world.rules.workingDays.timeZone = 'America/New_York';
  const { id } = await world.open('P2');
  await pass(59);
  expect(await world.pages(at)).toEqual(['0 ana']);
  await pass(1.1);
  expect(await world.pages(at)).toEqual(['0 ana', '60 chloe']);
  await world.incidents.change(id, { type: 'acknowledge', by: ana });
  const acknowledged = Date.now();
  await pass(241);
  expect(await world.pages(acknowledged)).toContain('240 ana');
});
