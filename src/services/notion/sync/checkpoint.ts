// How far the sync of one database has come: stored after each commit, so that a run whose process died goes on from there.
import { z } from 'zod';
import type { Collection } from '../../store/store.js';

/** Epoch milliseconds. */
const instant = z.number().int();

const checkpointSchema = z.object({
  dataSource: z.string(),
  databaseId: z.string(),
  startedAt: instant,
  /** Where the reading begins: edits before it are in the table already; null reads everything. */
  editedFrom: instant.nullable(),
  /** What the watermark becomes in the end. */
  mark: instant.nullable(),
  /** Creation time of the newest page when it began. */
  newest: instant,
  /** What is still to be read. */
  remaining: z.array(z.object({ from: instant, to: instant.nullable() })),
  counts: z.object({
    pages: z.number().int(),
    changed: z.number().int(),
    deleted: z.number().int(),
    failed: z.number().int(),
  }),
  unknownTypes: z.array(z.string()),
});
export type Checkpoint = z.infer<typeof checkpointSchema>;
export type Counts = Checkpoint['counts'];

/** Under which the checkpoint of a run and a database is stored. */
export function checkpointId(job: {
  run: string;
  database: { system: string; name: string };
}): string {
  return `${job.run}/${job.database.system}/${job.database.name}`;
}

/** By `checkpointId`. */
export const checkpoints: Collection<Checkpoint> = {
  name: 'sync_checkpoints',
  schema: checkpointSchema,
  indexes: {},
};
