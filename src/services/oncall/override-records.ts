// Overrides of the rotation in the store: who stands in for whom until when. What has ended stays, as a record of who was on
// call.
import { z } from 'zod';
import { actorSchema } from '../../core/actor.js';
import type { Collection, Store } from '../store/store.js';
import type { Override } from './oncall.js';

/** Epoch milliseconds. */
const instant = z.number().int();

const overrideSchema = z.object({
  id: z.string(),
  who: actorSchema,
  from: instant,
  /** When it ends, or ended because somebody said so: before `from` where it was withdrawn. */
  until: instant,
  by: actorSchema,
  reason: z.string(),
  /** Who ended it before its time. */
  endedBy: actorSchema.nullable(),
});
export type OverrideRecord = z.infer<typeof overrideSchema>;

export const overrideRecords: Collection<OverrideRecord> = {
  name: 'oncall_overrides',
  schema: overrideSchema,
  indexes: { byEnd: ['until'] },
};

const perPage = 200;

/** Those that end after this time, by their beginning. @param at epoch milliseconds */
export async function overridesAfter(store: Store, at: number): Promise<Override[]> {
  const found: OverrideRecord[] = [];
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof store.list<OverrideRecord>>> = await store.list(
      overrideRecords,
      { index: 'byEnd', min: at + 1, limit: perPage, ...(after === null ? {} : { after }) },
    );
    found.push(...page.items.map(({ doc }) => doc));
    after = page.next;
  } while (after !== null);
  return (
    found
      // one that was withdrawn never held
      .filter(({ from, until }) => until > from)
      .toSorted((a, b) => a.from - b.from || a.id.localeCompare(b.id))
      .map(publicOf)
  );
}

export function publicOf({ id, who, from, until, by, reason }: OverrideRecord): Override {
  return { id, who, from, until, by, reason };
}
