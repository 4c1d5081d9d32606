// How a sync that the bot has done itself is proved.
import type { Check } from '../../core/operation.js';
import type { Bronze } from '../databricks/bronze.js';
import type { SyncData } from './sync-plan.js';
import type { SyncState } from './sync-state.js';

export interface NativeChecks {
  syncState: SyncState;
  bronze: Bronze;
  signal: AbortSignal;
  /** Id of the run. */
  run: string;
}

export async function checkNative(
  { syncState, bronze, signal, run }: NativeChecks,
  data: SyncData,
): Promise<Check[]> {
  if (data.mode === 'page' || data.mode === 'retry') return [await noneFailed(syncState, data)];
  const marks = await bronze.watermarks(signal);
  const ended = (await syncState.lastSyncs(data.system)).filter((last) => last.run === run);
  return data.databases.flatMap((name) => {
    const last = ended.find(({ database }) => database === name);
    const moved = marks.some(({ syncedAt }) => last !== undefined && syncedAt === last.startedAt);
    const read = last !== undefined && last.outcome !== 'failed';
    return [
      {
        name: `${name}: every page was synced`,
        ok: read && last.failed === 0,
        expected: '0 failed',
        actual: read ? `${last.failed} failed` : 'it was not read',
      },
      ...(moved || !read ? [] : [watermarkMissing(name)]),
    ];
  });
}

function watermarkMissing(name: string): Check {
  return { name: `${name}: the watermark has moved`, ok: false, expected: 'yes', actual: 'no' };
}

async function noneFailed(syncState: SyncState, data: SyncData): Promise<Check> {
  const failed = (await syncState.failedPages(data.system)).filter(({ pageId, database }) =>
    data.mode === 'retry' ? data.databases.includes(database) : data.pages.includes(pageId),
  );
  return {
    name: 'Every page was synced',
    ok: failed.length === 0,
    expected: '0 failed',
    actual: failed.length === 0 ? '0 failed' : failed.slice(0, 5).map(named).join('; '),
  };
}

function named({ title, pageId, message }: { title: string; pageId: string; message: string }) {
  return `${title || pageId}: ${message}`;
}
