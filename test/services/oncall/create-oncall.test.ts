// Who is on call by an override, the rotation or the role, and what an override may not be.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { oncallSchema } from '../../../src/config/incidents-schema.js';
import type { Actor } from '../../../src/core/actor.js';
import { createDirectory } from '../../../src/services/identity/directory.js';
import { createOncall } from '../../../src/services/oncall/create-oncall.js';
import type { Oncall } from '../../../src/services/oncall/oncall.js';
import { openMemory, type OpenMemory } from './open-memory.js';

const hour = 60 * 60_000;
const day = 24 * hour;
/** A Monday, the hand-over to ana at 09:00 in Berlin. */
const start = Date.parse('2026-11-23T08:00:00Z');
const people = [
  { name: 'ana', slack: 'U1' },
  { name: 'ben', slack: 'U2' },
  { name: 'chloe', slack: 'U3' },
];
const directory = createDirectory({
  config: {
    people,
    roles: { oncall: ['S1', 'U2'], approver: ['U3'], manager: ['U3'], director: [], admin: [] },
  },
  groupMembers: async () => ['U1', 'U9'],
});
const ben: Actor = { person: 'ben', slack: 'U2', via: 'slack' };
const chloe: Actor = { person: 'chloe', slack: 'U3', via: 'slack' };
const rotation = { people: ['ana', 'ben'], start: '2026-11-23' };

let memory: OpenMemory;
let now: number;
beforeEach(() => {
  memory = openMemory();
  now = start + hour;
});
afterEach(() => memory.close());

function oncallWith(given: object = {}): Oncall {
  return createOncall({
    store: memory.store,
    config: oncallSchema.parse({ timeZone: 'Europe/Berlin', ...given }),
    people,
    directory,
    now: () => now,
  });
}
const names = (duty: { people: Actor[] } | null): string[] =>
  (duty?.people ?? []).map(({ person }) => person);
let asked = 0;
const override = (oncall: Oncall, from: number, until: number, requestId = `r${(asked += 1)}`) =>
  oncall.override({ who: chloe, from, until, by: ben, reason: 'ill', requestId });

describe('without a rotation', () => {
  test('everybody with the role is, user groups resolved, and nothing follows', async () => {
    const oncall = oncallWith();
    expect(await oncall.at(now)).toMatchObject({ until: null, by: 'role', override: null });
    expect(names(await oncall.at(now))).toEqual(['ana', 'slack:U9', 'ben']);
    expect(await oncall.next(now)).toBeNull();
  });

  test('an override is handed back to all of them', async () => {
    const oncall = oncallWith();
    const { id } = await override(oncall, start + 2 * hour, start + 4 * hour);
    expect(await oncall.at(now)).toMatchObject({ by: 'role', until: start + 2 * hour });
    expect(await oncall.next(now)).toMatchObject({ by: 'override', override: id, people: [chloe] });
    expect(await oncall.next(start + 3 * hour)).toMatchObject({
      by: 'role',
      from: start + 4 * hour,
      until: null,
    });
  });

  test('nobody is where nobody has the role', async () => {
    const oncall = createOncall({
      store: memory.store,
      config: oncallSchema.parse({}),
      people,
      directory: { ...directory, membersOf: async () => [] },
      now: () => now,
    });
    expect(await oncall.at(now)).toMatchObject({ people: [], until: null });
    expect(await oncall.peopleFor('oncall', now)).toEqual([]);
  });
});

describe('with a rotation', () => {
  test('one person is, until the hand-over to the next', async () => {
    const oncall = oncallWith({ rotation });
    expect(await oncall.at(now)).toEqual({
      people: [{ person: 'ana', slack: 'U1', via: 'slack' }],
      until: start + 7 * day,
      by: 'rotation',
      override: null,
    });
    expect(await oncall.next(now)).toMatchObject({
      people: [ben],
      from: start + 7 * day,
      until: start + 14 * day,
    });
  });

  test('of one person nothing ever changes', async () => {
    const oncall = oncallWith({ rotation: { ...rotation, people: ['ben'] } });
    expect(await oncall.at(now)).toMatchObject({ people: [ben], until: null });
    expect(await oncall.next(now)).toBeNull();
  });

  test('an override comes first, to the millisecond, and hands back to the rotation', async () => {
    const oncall = oncallWith({ rotation });
    const [from, until] = [start + 6 * day, start + 8 * day];
    const { id } = await override(oncall, from, until);
    expect(await oncall.at(from - 1)).toMatchObject({ by: 'rotation', until: from });
    expect(await oncall.at(from)).toEqual({ people: [chloe], until, by: 'override', override: id });
    expect(names(await oncall.at(until - 1))).toEqual(['chloe']);
    expect(names(await oncall.at(until))).toEqual(['ben']);
    expect(await oncall.next(from)).toMatchObject({ people: [ben], from: until });
    expect(await oncall.next(until)).toMatchObject({ from: start + 14 * day });
  });

  test('an override may follow another at once', async () => {
    const oncall = oncallWith({ rotation });
    const first = await override(oncall, start, start + 2 * hour);
    const second = await override(oncall, start + 2 * hour, start + 3 * hour);
    expect(await oncall.next(now)).toMatchObject({ override: second.id, from: first.until });
    expect((await oncall.overrides()).map(({ id }) => id)).toEqual([first.id, second.id]);
  });
});

test('those behind the chain are the role, and for on-call whoever has the duty then', async () => {
  const oncall = oncallWith({ rotation });
  await override(oncall, start + 2 * hour, start + 3 * hour);
  expect(await oncall.peopleFor('manager', now)).toEqual([chloe]);
  expect(await oncall.peopleFor('director', now)).toEqual([]);
  expect(names({ people: await oncall.peopleFor('oncall', now) })).toEqual(['ana']);
  expect(await oncall.peopleFor('oncall', start + 2 * hour)).toEqual([chloe]);
});

describe('an override', () => {
  test.each([
    ['ends before it begins', hour * 3, hour * 2],
    ['has no length', hour * 3, hour * 3],
    ['ends in the past', -2 * hour, 0],
    ['is longer than 90 days', hour, hour + 90 * day + 1],
  ])('that %s is refused, and nothing is kept', async (_what, from, until) => {
    const oncall = oncallWith({ rotation });
    await expect(override(oncall, start + from, start + until)).rejects.toMatchObject({
      code: 'invalid_input',
      field: 'until',
    });
    expect(await oncall.overrides()).toEqual([]);
  });

  test('that overlaps is refused with the id and the time of the other', async () => {
    const oncall = oncallWith({ rotation });
    const { id } = await override(oncall, start + 2 * hour, start + 4 * hour);
    for (const [from, until] of [
      [1, 3],
      [3, 5],
      [1, 5],
      [2.5, 3],
    ] as const)
      await expect(
        override(oncall, start + from * hour, start + until * hour),
      ).rejects.toMatchObject({
        code: 'invalid_input',
        field: 'from',
        message: expect.stringContaining(`${id}: chloe from Mon 2026-11-23 11:00 Europe/Berlin`),
      });
    expect(await oncall.overrides()).toHaveLength(1);
  });

  test('that two people ask for at the same moment never holds twice', async () => {
    const oncall = oncallWith({ rotation });
    const both = [1, 2].map(() => override(oncall, start + 2 * hour, start + 4 * hour));
    const made = (await Promise.allSettled(both)).filter(({ status }) => status === 'fulfilled');
    expect(made.length).toBeLessThanOrEqual(1);
    expect(await oncall.overrides()).toHaveLength(made.length);
  });

  test('asked for again by the same request is the same, even after its end', async () => {
    const oncall = oncallWith({ rotation });
    const made = await override(oncall, start, start + 2 * hour, 'again');
    now = start + 3 * hour;
    expect(await override(oncall, start, start + 2 * hour, 'again')).toEqual(made);
  });

  test('that is ended hands back at once; its id may be typed in lower case', async () => {
    const oncall = oncallWith({ rotation });
    const { id } = await override(oncall, start, start + 4 * hour);
    expect(await oncall.endOverride(id.toLowerCase(), ben)).toMatchObject({ id, until: now });
    expect(names(await oncall.at(now))).toEqual(['ana']);
    expect(names(await oncall.at(now - 1))).toEqual(['chloe']);
    await expect(oncall.endOverride(id, ben)).rejects.toMatchObject({
      code: 'not_found',
      field: 'override',
    });
  });

  test('that is withdrawn before it begins never holds, and makes room', async () => {
    const oncall = oncallWith({ rotation });
    const { id } = await override(oncall, start + 2 * hour, start + 4 * hour);
    await oncall.endOverride(id, ben);
    expect(await oncall.overrides()).toEqual([]);
    expect(names(await oncall.at(start + 3 * hour))).toEqual(['ana']);
    // looked back at, it changed nothing either
    expect(await oncall.at(now - 1)).toMatchObject({ until: start + 7 * day });
    await expect(oncall.endOverride(id, ben)).rejects.toMatchObject({ code: 'not_found' });
    await override(oncall, start + 2 * hour, start + 4 * hour);
  });

  test('that nobody made can not be ended', async () => {
    await expect(oncallWith().endOverride('O-000000', ben)).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});
