// Incidents in the store, with what the bot still owes them: audit, cards and timers follow a change, and whoever sweeps
// finishes what a process that died left undone.
import { z } from 'zod';
import { incidentSchema, type Incident } from '../../core/incident.js';
import type { Collection, Page, Store } from '../store/store.js';

const recordSchema = incidentSchema.extend({
  /** Of the request that opened it. */
  requestId: z.string(),
  /** How many entries its timeline has had, those included that it no longer has. */
  entries: z.number().int(),
  /** How many of them the audit log has. */
  audited: z.number().int(),
  /** Something that follows its last change may not be done yet. */
  pending: z.boolean(),
  /** Ids of the newest requests that changed it: none of them does so twice. */
  applied: z.array(z.string()),
});
export type IncidentRecord = z.infer<typeof recordSchema>;

export const incidentRecords: Collection<IncidentRecord> = {
  name: 'incidents',
  schema: recordSchema,
  indexes: {
    byState: ['state', 'openedAt'],
    byAge: ['openedAt'],
    byPending: ['pending', 'changedAt'],
  },
};

/** How many request ids are kept: a repeat comes within minutes. */
const mostApplied = 100;

/** A new incident as it is stored. */
export function newRecord(incident: Incident, requestId: string): IncidentRecord {
  return {
    ...incident,
    requestId,
    entries: incident.timeline.length,
    audited: 0,
    pending: true,
    applied: [],
  };
}

/** What is stored after a change; the same object when there was none. */
export function changedRecord(
  record: IncidentRecord,
  next: Incident,
  requestId: string | null,
): IncidentRecord {
  if (next === record) return record;
  const known = new Set(record.timeline);
  return {
    ...record,
    ...next,
    entries: record.entries + next.timeline.filter((entry) => !known.has(entry)).length,
    pending: true,
    applied:
      requestId === null ? record.applied : [...record.applied, requestId].slice(-mostApplied),
  };
}

/** All that an index has for a value: of those that are not resolved there are few. */
export async function allIn(
  store: Store,
  index: 'byState' | 'byPending',
  value: string | boolean,
): Promise<IncidentRecord[]> {
  const found: IncidentRecord[] = [];
  let after: string | null = null;
  do {
    const page: Page<IncidentRecord> = await store.list(incidentRecords, {
      index,
      equals: [value],
      limit: 1_000,
      ...(after === null ? {} : { after }),
    });
    found.push(...page.items.map(({ doc }) => doc));
    after = page.next;
  } while (after !== null);
  return found;
}

/** Entries that the audit log may not have, each with its number from 1. */
export function unaudited(
  record: IncidentRecord,
): { number: number; entry: Incident['timeline'][number] }[] {
  const left = record.entries - record.timeline.length;
  return record.timeline
    .map((entry, index) => ({ number: index === 0 ? 1 : left + index + 1, entry }))
    .filter(({ number }) => number > record.audited);
}
