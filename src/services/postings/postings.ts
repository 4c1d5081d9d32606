// A report that was not asked for by anybody at the keyboard, as a card in the channel: what a schedule says.
import { z } from 'zod';
import type { Report } from '../../core/report.js';
import { reportSchema } from '../../core/report-schema.js';
import { jsonObjectSchema } from '../../core/json.js';
import { requestCards, type Redraw } from '../cards/rows.js';
import type { Collection, Store } from '../store/store.js';

const postingSchema = z.object({
  id: z.string(),
  /** Name of the schedule. */
  schedule: z.string(),
  operation: z.string(),
  input: jsonObjectSchema,
  report: reportSchema,
  /** Epoch milliseconds. */
  at: z.number().int(),
});
export type Posting = z.infer<typeof postingSchema>;

export const postings: Collection<Posting> = {
  name: 'postings',
  schema: postingSchema,
  indexes: { bySchedule: ['schedule', 'at'], byAge: ['at'] },
};

/** Files a report under an id that makes a repeat harmless, and asks for its card. */
export async function post(
  { store, now, redraw }: { store: Store; now: () => number; redraw: Redraw },
  posting: Omit<Posting, 'report' | 'at'> & { report: Report; channel: string },
): Promise<void> {
  const { channel, report, ...rest } = posting;
  await store.insert(postings, posting.id, {
    ...rest,
    report: reportSchema.parse(report),
    at: now(),
  });
  await requestCards(store, {
    record: { kind: 'posting', id: posting.id },
    channel,
    priority: postingPriority,
    parent: null,
    now: now(),
  });
  redraw({ kind: 'posting', id: posting.id });
}

/** After everything that somebody waits for. */
const postingPriority = 4;

/** What a schedule has said, newest first. */
export async function postingsOf(
  store: Store,
  schedule: string,
  limit: number,
): Promise<Posting[]> {
  const { items } = await store.list(postings, {
    index: 'bySchedule',
    equals: [schedule],
    order: 'desc',
    limit,
  });
  return items.map(({ doc }) => doc);
}
