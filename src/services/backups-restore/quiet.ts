// Nobody may write to a database while it is restored: what they write would be lost, or mixed with what is restored.
import { Problem } from '../../core/problem.js';
import type { Context } from '../context.js';
import type { RestoreData } from './restore-plan.js';

/** Between the two counts, milliseconds. */
const quietMs = 2_000;
const mostRuns = 200;

/** @returns what the card says @throws Problem not_possible naming who writes */
export async function assertQuiet(
  data: Pick<RestoreData, 'system' | 'database' | 'setting'>,
  { mongoAdmin, runs, signal }: Pick<Context, 'mongoAdmin' | 'runs' | 'signal'>,
): Promise<string> {
  const syncing = (await runs.active(mostRuns)).find(
    ({ operation, input, state }) =>
      operation === 'sync' &&
      input['system'] === data.system &&
      (state === 'running' || state === 'unknown'),
  );
  if (syncing)
    throw new Problem(
      'not_possible',
      `A sync of ${data.system} is under way: ${syncing.id}.`,
      'Wait for its end or cancel it, then ask again.',
      {
        suggestions: [
          { label: 'Cancel the sync', operation: 'cancel', input: { run: syncing.id } },
        ],
      },
    );
  const { writes, clients } = await mongoAdmin.writers(data, quietMs, signal);
  const named = clients.length > 0 ? clients.join(', ') : 'it does not say who';
  if (writes === null) return `MongoDB does not say whether somebody writes; connected: ${named}`;
  if (writes === 0) return 'Nothing was written for 2 s';
  throw new Problem(
    'not_possible',
    `Others write to ${data.database}: ${writes} writes in 2 s (${named}).`,
    'Stop them and ask again. Where MongoDB counts only for the whole server, writes to its other databases count too.',
  );
}

/** For a doubt: whether a mongorestore of a process that died may still be at it. Null: MongoDB doesn't say. */
export async function isWrittenTo(
  data: Pick<RestoreData, 'database' | 'setting'>,
  { mongoAdmin, signal }: Pick<Context, 'mongoAdmin' | 'signal'>,
): Promise<boolean | null> {
  const { writes } = await mongoAdmin.writers(data, quietMs, signal);
  return writes === null ? null : writes > 0;
}
