// The sync of one Notion database into the bronze table. The order is what makes it safe: find out how far it will have
// read, read, commit, and only then move the watermark; a process that dies anywhere in between repeats what is harmless.
import { begin, type Beginning } from './begin.js';
import { stopIfCancelled } from './cancelled.js';
import { checkpointId, checkpoints, type Counts } from './checkpoint.js';
import type { DatabaseJob, SyncParts } from './job.js';
import { createReading } from './reading.js';
import { readTrash } from './trash.js';

export interface DatabaseOutcome extends Counts {
  databaseId: string;
  /** Epoch milliseconds; the watermark's `syncedAt`. */
  startedAt: number;
  /** Live pages in the table now. */
  live: number;
  unknownTypes: string[];
}

/** @throws Problem when the database as a whole can't be synced; single pages that can't are noted and counted */
export async function syncDatabase(parts: SyncParts, job: DatabaseJob): Promise<DatabaseOutcome> {
  const { store, bronze } = parts;
  const { database, signal } = job;
  const id = checkpointId(job);
  await bronze.prepare(signal);
  const { checkpoint, pages, trash } = await goOn(parts, job, id);
  const { databaseId } = checkpoint;
  const place = { system: database.system, database: database.name, databaseId };
  const reading = await createReading(parts, job, { id, checkpoint, place });
  try {
    await reading.addDifferent(pages);
    await reading.scan();
    await readTrash(parts, job, checkpoint, trash, reading.addDifferent);
    await reading.finish();
  } catch (error) {
    stopIfCancelled(signal);
    throw error;
  } finally {
    await reading.discard();
  }
  const { startedAt, mark } = checkpoint;
  const live = await bronze.count(databaseId, signal);
  await bronze.setWatermark(
    { databaseId, syncedAt: startedAt, editedAt: mark, pages: live },
    signal,
  );
  await store.remove(checkpoints, id);
  const types = [...reading.unknownTypes].toSorted();
  return { ...reading.counts, databaseId, startedAt, live, unknownTypes: types };
}

/** From where a process that died has left it, or from the beginning. */
async function goOn(parts: SyncParts, job: DatabaseJob, id: string): Promise<Beginning> {
  const stored = await parts.store.get(checkpoints, id);
  if (stored) return { checkpoint: stored.doc, pages: [], trash: null };
  const begun = await begin(parts, job);
  // What one answer gave is asked for again as quickly as it is stored.
  if (begun.checkpoint.remaining.length > 0)
    await parts.store.insert(checkpoints, id, begun.checkpoint);
  return begun;
}
