// An incident, its timers and its pages, and the processes that see to them as src/services/escalation/ does: they keep the
// timers that it needs, and do what is due. Each reads a copy, and may be paused or die between any two writes.
import { incidentsSchema } from '../../../src/config/incidents-schema.js';
import { systemActor } from '../../../src/core/actor.js';
import type { IncidentEvent } from '../../../src/core/incident-event.js';
import { applyIncidentEvent } from '../../../src/core/incident-machine.js';
import type { Incident } from '../../../src/core/incident.js';
import { Problem } from '../../../src/core/problem.js';
import { stillWanted, wantedTimers } from '../../../src/services/escalation/wanted-timers.js';
import { cancelled, pending, wantedAgain } from '../../../src/services/timers/timer-life.js';
import type { Timer, WantedTimer } from '../../../src/services/timers/timers.js';
import { ana, anIncident, ben, minute, noon } from '../../services/incidents/samples.js';

/** Two steps, and again after three minutes of silence; the lesser severity has one, and never again. */
export const rules = incidentsSchema.parse({
  severities: {
    P1: {
      respondMinutes: 1,
      chain: [
        { afterMinutes: 0, page: ['oncall'] },
        { afterMinutes: 1, page: ['manager'] },
      ],
      progressMinutes: 2,
      updateMinutes: null,
    },
    P2: {
      respondMinutes: 1,
      chain: [{ afterMinutes: 1, page: ['oncall'] }],
      progressMinutes: null,
      updateMinutes: null,
    },
  },
});

export type Wanted = WantedTimer & { id: string };
interface Row {
  timer: Timer;
  revision: number;
}
/** The row that a process has read, to be set done as long as nobody has changed it since. */
type Read = { id: string; revision: number };

export type At =
  | { at: 'idle' }
  /** Makes the timers those of this copy, one write after the other; then reads the incident again. */
  | { at: 'keeping'; known: Incident; todo: (Wanted | string)[]; read: Read | null }
  | { at: 'looking'; read: Read }
  /** The copy needs it: a page to be sent, then a line to be written, or a round to be started. */
  | { at: 'calling'; read: Read; known: Incident }
  | { at: 'telling'; read: Read; known: Incident }
  | { at: 'restarting'; read: Read; known: Incident }
  | { at: 'closing'; read: Read };

export interface World {
  now: number;
  incident: Incident;
  /** What follows the last change may not be done yet. */
  isPending: boolean;
  rows: Readonly<Record<string, Row>>;
  /** By its id when each page was stored, and what was wanted and due before it and had none. */
  pages: Readonly<Record<string, { at: number; overtook: string[] }>>;
  processes: readonly At[];
  /** What people have done. */
  said: number;
}

const known = new WeakMap<Incident, Wanted[]>();
/** Asked for the same incident all the time. */
export function wanted(incident: Incident): Wanted[] {
  const need = known.get(incident) ?? wantedTimers(incident, rules);
  known.set(incident, need);
  return need;
}

/** What they are, and when they are due. */
export function wantedText(incident: Incident): string {
  return wanted(incident)
    .map(({ id, dueAt }) => `${id}@${(dueAt - noon) / minute}`)
    .join();
}

const start: World = {
  now: noon,
  incident: anIncident('P1', { checklist: [] }),
  isPending: true,
  rows: {},
  pages: {},
  processes: [],
  said: 0,
};

export interface Beginning {
  processes: number;
  /** Of an incident that is new, that has its timers, or that was answered and has its timers. */
  from: 'new' | 'followed' | 'answered';
}

export function startWith({ processes, from }: Beginning): World {
  const idle = Array.from({ length: processes }, (): At => ({ at: 'idle' }));
  const world: World = { ...start, processes: idle };
  if (from === 'new') return world;
  const { incident } =
    from === 'answered' ? changed(world, { type: 'acknowledge', by: ana }) : world;
  return wanted(incident).reduce(withTimer, { ...world, incident, isPending: false });
}

/** Nobody is at anything, nothing is due, and a sweep finds nothing to do: an end, until people or the clock do something. */
export function isQuiet(world: World): boolean {
  const { processes, isPending, rows, now, incident } = world;
  const isSwept = incident.state === 'resolved' || toKeep(world, incident).length === 0;
  const isDue = Object.values(rows).some(
    ({ timer }) => timer.state === 'pending' && timer.dueAt <= now,
  );
  return !isPending && !isDue && isSwept && processes.every(({ at }) => at === 'idle');
}

export interface Limits {
  minutes: number;
  said: number;
}

const rule = { respondBy: noon, checklist: [] };
const words: readonly IncidentEvent[] = [
  { type: 'acknowledge', by: ana },
  { type: 'note', by: ana, text: 'On it.' },
  { type: 'escalate', by: ben, reason: 'Nobody comes.' },
  { type: 'severity', by: ben, severity: 'P2', rule },
  { type: 'severity', by: ben, severity: 'P1', rule },
  { type: 'resolve', by: ana, text: 'Fixed.' },
  { type: 'reopen', by: ben, reason: 'It is back.', rule },
];

export function* happenings(world: World, limits: Limits): Generator<readonly [string, World]> {
  if (world.now < noon + limits.minutes * minute)
    yield ['a minute passes', { ...world, now: world.now + minute }];
  if (world.said < limits.said)
    for (const event of words) {
      const next = changed(world, event);
      if (next !== world) yield [event.type, { ...next, said: world.said + 1 }];
    }
  for (const [index, where] of world.processes.entries()) {
    const to = (next: World, then: At): World => ({
      ...next,
      processes: world.processes.map((one, at) => (at === index ? then : one)),
    });
    for (const [what, next, then] of moves(world, where))
      yield [`p${index} ${what}`, to(next, then)];
    if (where.at !== 'idle') yield [`p${index} dies`, to(world, { at: 'idle' })];
  }
}

function* moves(world: World, where: At): Generator<readonly [string, World, At]> {
  const { incident, rows, now } = world;
  switch (where.at) {
    case 'idle': {
      // After a change, and every 15 s; a sweep that finds nothing to do is none.
      if (world.isPending || (incident.state !== 'resolved' && toKeep(world, incident).length > 0))
        yield ['follows', world, keeping(world, incident, null)];
      // Of one incident the earliest first, and one after the other.
      const [due] = Object.entries(rows)
        .filter(([, { timer }]) => timer.state === 'pending' && timer.dueAt <= now)
        .toSorted(([, a], [, b]) => a.timer.dueAt - b.timer.dueAt);
      if (due) {
        const [id, { revision }] = due;
        yield [`takes ${id}`, world, { at: 'looking', read: { id, revision } }];
      }
      return;
    }
    case 'keeping': {
      const [first, ...todo] = where.todo;
      if (first !== undefined) {
        const what = typeof first === 'string' ? `cancels ${first}` : `wants ${first.id}`;
        return yield [what, withTimer(world, first), { ...where, todo }];
      }
      if (wantedText(incident) !== wantedText(where.known))
        return yield ['keeps again', world, keeping(world, incident, where.read)];
      const isPending = where.known.timeline.length < incident.timeline.length && world.isPending;
      const after: At = where.read ? { at: 'closing', read: where.read } : { at: 'idle' };
      return yield ['has followed', where.read ? world : { ...world, isPending }, after];
    }
    case 'looking': {
      const { read } = where;
      const need = stillWanted(incident, rules, read.id);
      if (!need || need.dueAt > now)
        return yield ['need it not', world, keeping(world, incident, read)];
      const at = need.kind === 'escalate' ? 'calling' : 'restarting';
      return yield ['needs it', world, { at, read, known: incident }];
    }
    case 'calling':
      return yield ['pages', paged(world, where.read.id), { ...where, at: 'telling' }];
    case 'telling': {
      const text = `Paged (${where.read.id})`;
      const next = where.known.timeline.some((entry) => entry.text === text)
        ? world
        : changed(world, { type: 'paged', by: systemActor, text });
      return yield ['tells', next, { at: 'closing', read: where.read }];
    }
    case 'restarting': {
      const round = where.known.round + 1;
      const next = changed(world, { type: 'restart_chain', by: systemActor, round });
      return yield ['starts again', next, { at: 'closing', read: where.read }];
    }
    case 'closing': {
      const { id, revision } = where.read;
      const row = rows[id];
      if (row?.revision !== revision) return yield ['is late', world, { at: 'idle' }];
      const timer: Timer = { ...row.timer, state: 'done', doneAt: now };
      const next = { ...world, rows: { ...rows, [id]: { timer, revision: revision + 1 } } };
      return yield ['closes', next, { at: 'idle' }];
    }
  }
}

function keeping(world: World, copy: Incident, read: Read | null): At {
  return { at: 'keeping', known: copy, todo: toKeep(world, copy), read };
}

/** As `keep` in src/services/timers/create-timers.ts: what is to be cancelled, then what is to be set, brought back or moved. */
function toKeep(world: World, copy: Incident): (Wanted | string)[] {
  const need = wanted(copy);
  const before = Object.entries(world.rows).filter(([, { timer }]) => timer.state === 'pending');
  const gone = before.map(([id]) => id).filter((id) => need.every((one) => one.id !== id));
  const isThere = (one: Wanted): boolean =>
    before.some(([id, { timer }]) => id === one.id && timer.dueAt === one.dueAt) ||
    // Nothing would be written.
    withTimer(world, one) === world;
  return [...gone, ...need.filter((one) => !isThere(one))];
}

function withTimer(world: World, change: Wanted | string): World {
  const id = typeof change === 'string' ? change : change.id;
  const row = world.rows[id];
  if (!row && typeof change === 'string') return world;
  const timer =
    typeof change === 'string'
      ? row && cancelled(row.timer)
      : row
        ? wantedAgain(row.timer, change)
        : pending(change);
  if (!timer || timer === row?.timer) return world;
  return { ...world, rows: { ...world.rows, [id]: { timer, revision: (row?.revision ?? 0) + 1 } } };
}

/** A repeat of the id does nothing. */
function paged(world: World, id: string): World {
  const { pages, incident, now } = world;
  if (pages[id]) return world;
  const calls = wanted(incident).filter(({ kind }) => kind === 'escalate');
  const dueAt = calls.find((call) => call.id === id)?.dueAt ?? -Infinity;
  const before = calls.filter((call) => call.dueAt < dueAt && !pages[call.id]);
  return {
    ...world,
    pages: { ...pages, [id]: { at: now, overtook: before.map((one) => one.id) } },
  };
}

/** The same world where the machine refuses, or nothing changes. */
function changed(world: World, event: IncidentEvent): World {
  try {
    const incident = applyIncidentEvent(world.incident, event, world.now);
    return incident === world.incident ? world : { ...world, incident, isPending: true };
  } catch (error) {
    if (error instanceof Problem) return world;
    throw error;
  }
}
