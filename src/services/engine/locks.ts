// One running action per target. A lock is a document named after the target and holds the id of a run; it needs no
// release, because a lock held by a run that has ended is free.
import { z } from 'zod';
import { hasEnded } from '../../core/run.js';
import type { Collection, Store } from '../store/store.js';
import { runs } from './run-records.js';

const lockSchema = z.object({ run: z.string() });
export const locks: Collection<z.infer<typeof lockSchema>> = {
  name: 'locks',
  schema: lockSchema,
  indexes: {},
};

/** Null when `run` has the target to itself now; otherwise the id of the run that holds it. */
export async function acquire(store: Store, target: string, run: string): Promise<string | null> {
  for (;;) {
    if (await store.insert(locks, target, { run })) return null;
    const holder = await holderOf(store, target);
    if (holder === run) return null;
    if (holder !== null) return holder;
    const stale = await store.get(locks, target);
    if (
      stale &&
      (await holderOf(store, target)) === null &&
      (await store.replace(locks, target, stale.revision, { run }))
    )
      return null;
  }
}

/** The run that holds a target, or null when it is free. */
export async function holderOf(store: Store, target: string): Promise<string | null> {
  const lock = await store.get(locks, target);
  if (!lock) return null;
  const holder = await store.get(runs, lock.doc.run);
  return holder && !hasEnded(holder.doc) ? lock.doc.run : null;
}
