// What is stored about a schedule: one row, changed by compare-and-swap, so that any number of processes does each slot once.
import { z } from 'zod';
import { actorSchema } from '../../core/actor.js';
import type { Collection, Store } from '../store/store.js';

/** Epoch milliseconds. */
const instant = z.number().int();

const claimSchema = z.object({
  /** The slot; when it was asked for, where a person did. */
  slot: instant,
  /** run: does its work; tell: says that it was missed. */
  what: z.enum(['run', 'tell']),
  /** How many slots before this one were missed. */
  missed: z.number().int(),
  by: actorSchema,
  /** Id of the request: what is done again under it is harmless. */
  request: z.string(),
  /** Of the process that does it, as long as that is so. */
  token: z.string(),
  /** Another process does it again after this time. */
  leaseUntil: instant,
  /** How many processes have begun it. */
  attempts: z.number().int(),
  /** Slots that have passed meanwhile. */
  skipped: z.number().int(),
});
export type Claim = z.infer<typeof claimSchema>;

const rowSchema = z.object({
  name: z.string(),
  /** Cron line and zone that `settled` is about. */
  line: z.string(),
  /** Slots up to this time are done, given up or under way. */
  settled: instant,
  running: claimSchema.nullable(),
  paused: z
    .object({ by: z.string(), at: instant, until: instant.nullable(), reason: z.string() })
    .nullable(),
  last: z
    .object({
      slot: instant,
      at: instant,
      outcome: z.enum(['running', 'ok', 'problems', 'failed', 'missed', 'skipped']),
      said: z.string(),
      request: z.string(),
    })
    .nullable(),
  succeededAt: instant.nullable(),
  /** The failure that was told last: the same one is not told again all day. */
  told: z.object({ said: z.string(), at: instant }).nullable(),
});
export type ScheduleRow = z.infer<typeof rowSchema>;

export const scheduleRows: Collection<ScheduleRow> = {
  name: 'schedules',
  schema: rowSchema,
  indexes: { byName: ['name'] },
};

const most = 1_000;

export async function allRows(store: Store): Promise<ScheduleRow[]> {
  const { items } = await store.list(scheduleRows, { index: 'byName', limit: most });
  return items.map(({ doc }) => doc);
}

/** It begins with the next slot: what was due before anybody had this schedule was not missed. */
export function newRow(name: string, line: string, now: number): ScheduleRow {
  return {
    name,
    line,
    settled: now,
    running: null,
    paused: null,
    last: null,
    succeededAt: null,
    told: null,
  };
}

/** The pause that holds at a time, or null. */
export function pauseAt({ paused }: ScheduleRow, at: number): ScheduleRow['paused'] {
  if (paused === null || at < paused.at) return null;
  return paused.until === null || at < paused.until ? paused : null;
}
