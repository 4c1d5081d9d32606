// Incidents in the store: repeats, races, and processes that die between any two writes.
import { describe, expect, it } from 'vitest';
import type { Incident } from '../../../src/core/incident.js';
import { createAuditLog } from '../../../src/services/audit/audit-log.js';
import { cardId, cards, viewsOf } from '../../../src/services/cards/rows.js';
import { createIncidents } from '../../../src/services/incidents/create-incidents.js';
import { incidentRecords } from '../../../src/services/incidents/incident-records.js';
import { sweepIncidents } from '../../../src/services/incidents/incident-sweep.js';
import { memoryStore } from '../../support/memory-store.js';
import { ana, ben, minute, noon, rules } from './samples.js';

function bench(around: () => void = () => {}) {
  const store = memoryStore(around);
  const clock = { now: noon };
  const followed: Pick<Incident, 'id' | 'state' | 'round'>[] = [];
  const errors: string[] = [];
  const audit = createAuditLog(store);
  const options = {
    store,
    rules,
    channel: 'C0INCIDENTS',
    now: () => clock.now,
    audit,
    redraw: () => undefined,
    async follow({ id, state, round }: Incident) {
      followed.push({ id, state, round });
    },
    log: { error: (_data: unknown, text?: string) => void errors.push(text ?? '') },
  };
  return {
    store,
    clock,
    followed,
    errors,
    audit,
    options,
    incidents: createIncidents(options),
    sweep: () => sweepIncidents(options),
    async actions() {
      const entries = await audit.query({ limit: 100 });
      return entries.map(({ action }) => action).toReversed();
    },
  };
}

const asked = { severity: 'P1', title: 'Notion sync is down', by: ana, requestId: 'one' } as const;

describe('opening', () => {
  it('files the record, its cards, its audit, and has its timers set', async () => {
    const { incidents, store, followed, actions } = bench();
    const opened = await incidents.open({ ...asked, groups: ['G-000001'] });
    expect(opened).toMatchObject({
      severity: 'P1',
      groups: ['G-000001'],
      respondBy: noon + 15 * minute,
      channel: 'C0INCIDENTS',
    });
    const priorities = await Promise.all(
      viewsOf.incident.map((view) => store.get(cards, cardId('incident', opened.id, view))),
    );
    // The timeline in its thread can wait for what others have to say.
    expect(priorities.map((card) => card?.doc.priority)).toEqual([0, 5, 0]);
    expect(followed).toEqual([{ id: opened.id, state: 'open', round: 1 }]);
    expect(await actions()).toEqual(['incident.opened']);
    expect((await store.get(incidentRecords, opened.id))?.doc.pending).toBe(false);
  });

  it('again with the same request finds the same one', async () => {
    const { incidents, actions } = bench();
    const [one, two] = await Promise.all([incidents.open(asked), incidents.open(asked)]);
    const three = await incidents.open({ ...asked, title: 'Other words' });
    expect([two.id, three.id]).toEqual([one.id, one.id]);
    expect(await incidents.list('all', 10)).toHaveLength(1);
    expect(await actions()).toEqual(['incident.opened']);
  });

  it('finds another name where one is taken', async () => {
    const { incidents, store } = bench();
    const { id } = await incidents.open(asked);
    const stored = await store.get(incidentRecords, id);
    if (!stored) throw new Error('it is not there');
    const other = bench();
    await other.store.insert(incidentRecords, id, { ...stored.doc, requestId: 'somebody else' });
    const second = await other.incidents.open(asked);
    expect(second.id).not.toBe(id);
    expect(await other.incidents.open(asked)).toMatchObject({ id: second.id });
  });
});

describe('a change', () => {
  it('is applied once for each request, and told once to the audit', async () => {
    const { incidents, actions } = bench();
    const { id } = await incidents.open(asked);
    const note = { type: 'note', by: ben, text: 'Restarted it' } as const;
    await incidents.change(id.toLowerCase(), note, 'two');
    await incidents.change(id, note, 'two');
    const twice = await incidents.change(id, note, 'three');
    expect(twice.timeline.filter(({ kind }) => kind === 'note')).toHaveLength(2);
    expect(await actions()).toEqual(['incident.opened', 'incident.note', 'incident.note']);
  });

  it('by two at once has one winner', async () => {
    const { incidents } = bench();
    const { id } = await incidents.open(asked);
    const results = await Promise.allSettled([
      incidents.change(id, { type: 'acknowledge', by: ana }, 'a'),
      incidents.change(id, { type: 'acknowledge', by: ben }, 'b'),
    ]);
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect((await incidents.get(id)).assignees).toHaveLength(1);
  });

  it('stands even when what follows it fails, and the sweep makes up for that', async () => {
    const given = bench();
    const { id } = await given.incidents.open(asked);
    let broken = true;
    const incidents = createIncidents({
      ...given.options,
      follow: async (incident) => {
        if (broken) throw new Error('no timers today');
        await given.options.follow(incident);
      },
    });
    const acknowledged = await incidents.change(id, { type: 'acknowledge', by: ana });
    expect(acknowledged.state).toBe('acknowledged');
    expect(given.errors).toEqual(['what follows a change is left to the sweep']);
    broken = false;
    await given.sweep();
    expect(given.followed.at(-1)).toEqual({ id, state: 'acknowledged', round: 1 });
    expect(await given.actions()).toEqual(['incident.opened', 'incident.acknowledged']);
  });

  it('of an incident that is not there says so', async () => {
    const { incidents } = bench();
    const wanted = { code: 'not_found', field: 'incident' };
    await expect(incidents.get('I-000000')).rejects.toMatchObject(wanted);
    await expect(
      incidents.change('I-000000', { type: 'acknowledge', by: ana }),
    ).rejects.toMatchObject(wanted);
  });

  it('draws a card earlier when it got worse', async () => {
    const { incidents, store } = bench();
    const { id } = await incidents.open({ ...asked, severity: 'P3' });
    const priority = async () =>
      (await store.get(cards, cardId('incident', id, 'card')))?.doc.priority;
    expect(await priority()).toBe(1);
    const rule = { respondBy: noon, checklist: [] };
    await incidents.change(id, { type: 'severity', by: ana, severity: 'P0', rule });
    expect(await priority()).toBe(0);
  });
});

it('lists open ones worst first, then oldest, and all of them newest first', async () => {
  const { incidents, clock } = bench();
  const ids: string[] = [];
  for (const [index, severity] of (['P3', 'P1', 'P0', 'P1'] as const).entries()) {
    clock.now = noon + index * minute;
    ids.push((await incidents.open({ ...asked, severity, requestId: `${index}` })).id);
  }
  const [p3, p1, p0, later] = ids;
  const listed = async (which: 'open' | 'all') =>
    (await incidents.list(which, 10)).map(({ id }) => id);
  expect(await listed('open')).toEqual([p0, p1, later, p3]);
  await incidents.change(p0 ?? '', { type: 'resolve', by: ana, text: 'Over' });
  expect(await listed('open')).toEqual([p1, later, p3]);
  expect(await listed('all')).toEqual([later, p0, p1, p3]);
  expect(await incidents.list('open', 1)).toHaveLength(1);
});

it('a sweep has the timers of every incident that is not resolved set, and of no other', async () => {
  const { incidents, followed, sweep } = bench();
  const one = await incidents.open(asked);
  const two = await incidents.open({ ...asked, requestId: 'two' });
  await incidents.change(two.id, { type: 'resolve', by: ana, text: 'Over' });
  followed.length = 0;
  await sweep();
  expect(followed).toEqual([{ id: one.id, state: 'open', round: 1 }]);
});

it('a process may die at any write of a whole life: the next one ends it', async () => {
  const life = async ({ incidents }: ReturnType<typeof bench>): Promise<string> => {
    const { id } = await incidents.open(asked);
    await incidents.change(id, { type: 'acknowledge', by: ben }, 'ack');
    await incidents.change(id, { type: 'note', by: ben, text: 'Looking' }, 'note');
    await incidents.change(id, { type: 'resolve', by: ben, text: 'Over' }, 'resolve');
    return id;
  };
  let writes = 0;
  await life(bench(() => void (writes += 1)));
  expect(writes).toBeGreaterThan(20);
  for (let death = 1; death <= writes; death += 1) {
    let left = death;
    let dead = false;
    const given = bench(() => {
      left -= 1;
      if (left === 0) dead = true;
      if (dead) throw new Error('the process died');
    });
    // What has died writes nothing more; its requests come again to the next process.
    await life(given).catch(() => undefined);
    left = Number.POSITIVE_INFINITY;
    dead = false;
    const id = await life(given);
    await given.sweep();
    const stored = await given.store.get(incidentRecords, id);
    expect(stored?.doc).toMatchObject({ state: 'resolved', pending: false });
    expect(stored?.doc.timeline).toHaveLength(4);
    expect(await given.actions()).toEqual([
      'incident.opened',
      'incident.acknowledged',
      'incident.note',
      'incident.resolved',
    ]);
    expect(given.followed.at(-1)).toMatchObject({ state: 'resolved' });
    for (const view of viewsOf.incident)
      expect(await given.store.get(cards, cardId('incident', id, view))).not.toBeNull();
  }
});
