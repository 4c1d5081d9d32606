// Who is called about an incident, and when, whatever people, the clock and two processes do, die of or come too late with.
import { describe, expect, test } from 'vitest';
import type { Incident } from '../../../src/core/incident.js';
import {
  happenings,
  isQuiet,
  startWith,
  wanted,
  wantedText,
  type At,
  type World,
} from './escalation-world.js';
import { explore, type Promised } from './search.js';

const whenQuiet =
  (holds: (world: World) => boolean): Promised<World> =>
  (_, after) =>
    !isQuiet(after) || holds(after);

/** (docs/alerts-and-incidents.md, "Incidents"; runbook 1, "Escalation Matrix") */
const promises: Record<string, Promised<World>> = {
  'what is due has been done, when nobody is at anything': whenQuiet(({ incident, rows, now }) =>
    wanted(incident).every(({ id, dueAt }) => dueAt > now || rows[id]?.timer.state === 'done'),
  ),
  'no page is lost': whenQuiet(({ incident, pages, now }) =>
    wanted(incident).every(
      ({ id, kind, dueAt }) => kind !== 'escalate' || dueAt > now || pages[id] !== undefined,
    ),
  ),
  'what is wanted later waits, at its time': whenQuiet(({ incident, rows, now }) =>
    wanted(incident).every(
      ({ id, dueAt }) =>
        dueAt <= now ||
        rows[id]?.timer.state === 'done' ||
        (rows[id]?.timer.state === 'pending' && rows[id].timer.dueAt === dueAt),
    ),
  ),
  'nothing else waits, but what the end left and is looked at when it is due': whenQuiet(
    ({ incident, rows }) =>
      incident.state === 'resolved' ||
      Object.entries(rows).every(
        ([id, { timer }]) =>
          timer.state !== 'pending' || wanted(incident).some((need) => need.id === id),
      ),
  ),
  'the chain calls nobody once it was answered': whenQuiet(
    ({ incident, rows }) =>
      incident.answeredRound < incident.round ||
      incident.state === 'resolved' ||
      Object.values(rows).every(
        ({ timer }) => timer.kind !== 'escalate' || timer.state !== 'pending',
      ),
  ),
  'silence brings it back': whenQuiet(
    ({ incident, now }) =>
      incident.state === 'resolved' ||
      incident.severity !== 'P1' ||
      incident.answeredRound < incident.round ||
      now < incident.progressAt + 2 * 60_000,
  ),
  'what was called and still counts has one line': whenQuiet(({ incident, pages }) =>
    wanted(incident).every(({ id }) => linesOf(incident, id) === (pages[id] ? 1 : 0)),
  ),
  'no step has two pages in a round': (before, after) =>
    Object.entries(before.pages).every(([id, page]) => after.pages[id] === page),
  'no step is called before one that is due earlier': (_, { pages }) =>
    Object.values(pages).every(({ overtook }) => overtook.length === 0),
  'a round follows the one before it': ({ incident: before }, { incident: after }) =>
    after.round === before.round || after.round === before.round + 1,
  'one silence starts the chain once': ({ incident: before }, { incident: after }, event) =>
    after.round === before.round ||
    !event.endsWith('starts again') ||
    after.roundAt - Math.max(before.progressAt, before.roundAt) >= 2 * 60_000,
  'what stood in the timeline stays': ({ incident: before }, { incident: after }) =>
    before === after || before.timeline.every((entry, index) => entry === after.timeline[index]),
  'only a reopening brings it back from its end': (
    { incident: before },
    { incident: after },
    event,
  ) => before.state !== 'resolved' || after.state === 'resolved' || event === 'reopen',
};

function linesOf({ timeline }: Incident, id: string): number {
  return timeline.filter(({ text }) => text === `Paged (${id})`).length;
}

function keyOf({ now, incident, isPending, rows, pages, processes, said }: World): string {
  const isRead = (read: { id: string; revision: number } | null): string =>
    read ? `${read.id}${String(rows[read.id]?.revision === read.revision)}` : '';
  const whereOf = (where: At): string => {
    if (where.at === 'idle') return '';
    const read = isRead(where.read);
    if (!('known' in where)) return `${where.at} ${read}`;
    const todo = 'todo' in where ? where.todo : [];
    const { timeline, round } = where.known;
    const left = todo.map((one) => (typeof one === 'string' ? one : `${one.id}@${one.dueAt}`));
    // Of a line that it has not seen only that matters.
    const behind = incident.timeline.length - timeline.length;
    return `${where.at} ${read} ${wantedText(where.known)} ${round} ${behind} ${left.join()}`;
  };
  return [
    now,
    incident.state,
    incident.progressAt,
    incident.round,
    incident.answeredRound,
    incident.timeline.map(({ kind, at, text }) => `${kind}${at}${kind === 'paged' ? text : ''}`),
    wantedText(incident),
    isPending,
    ...Object.entries(rows)
      .map(([id, { timer }]) => `${id}${timer.state}${timer.dueAt}`)
      .toSorted(),
    Object.keys(pages).toSorted(),
    ...processes.map(whereOf).toSorted(),
    said,
  ].join(';');
}

describe.each([
  { processes: 1, minutes: 2, said: 1, from: 'new', depth: Infinity, least: 26_000 },
  { processes: 1, minutes: 3, said: 2, from: 'followed', depth: 11, least: 56_000 },
  { processes: 2, minutes: 1, said: 1, from: 'new', depth: 12, least: 21_000 },
  { processes: 2, minutes: 3, said: 0, from: 'answered', depth: 15, least: 1_800 },
] as const)('$processes processes, $minutes minutes, $said words, $from', async (given) => {
  const { depth, least } = given;
  const found = await explore<World>({
    start: startWith(given),
    next: (world) => happenings(world, given),
    key: keyOf,
    isEnd: isQuiet,
    promises,
    depth,
  });

  test(`${found.states} states, ${found.transitions} steps between them`, () => {
    expect(found.isWhole).toBe(depth === Infinity);
    expect(found.states).toBeGreaterThan(least);
  });

  test.each(Object.keys(promises))('%s', (promise) => {
    expect(found.broken[promise] ?? []).toEqual([]);
  });

  test('whatever is begun comes to rest', () => {
    expect(found.stuck).toEqual([]);
  });
});
