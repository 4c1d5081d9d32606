// Systems of each kind, as ppm.config.yaml would describe them.
import { z } from 'zod';
import { systemSchema } from '../../../src/config/systems-schema.js';
import type { Step } from '../../../src/core/operation.js';
import type { Context } from '../../../src/services/context.js';
import { createSyncMemory } from '../../../src/services/sync/sync-memory.js';
import type { Systems } from '../../../src/services/systems/systems.js';
import { openSqlite } from '../../../src/services/store/sqlite.js';
import { contextWith } from '../../support/context.js';
import { createFakeBronze, type FakeBronze } from '../../support/fake-bronze.js';

export const projectsId = '11111111-2222-4333-8444-000000000001';
export const tasksId = '11111111-2222-4333-8444-000000000002';

export const systems: Systems = z.record(z.string(), systemSchema).parse({
  finance: {
    title: 'Finance PPM',
    sync: { kind: 'notion' },
    databases: {
      projects: { title: 'Projects', id: projectsId },
      tasks: { title: 'Tasks', id: tasksId },
    },
  },
  obera: {
    title: 'OberaConnect',
    sync: {
      kind: 'command',
      command: ['python', 'customer_status_sync.py'],
      full: ['--full-sync'],
      retryFailed: ['--retry-failed'],
      batchDelay: ['--batch-delay', '{seconds}'],
      unlock: ['./reset-sync-state.sh', '--clear-locks'],
    },
  },
  bot: {
    title: 'Notion Bot API',
    sync: {
      kind: 'http',
      url: 'http://bot.example/tasks/sync',
      page: 'http://bot.example/tasks/{page}/sync',
    },
  },
  silent: { title: 'Nobody syncs it' },
});

export type SyncContext = Context & { step: Step; run: string; notes: string[] };

/** What the sync operations are given, on a real store and tables in memory. */
export function syncContext(
  directory: string,
  given: Partial<Context> = {},
): { context: SyncContext; bronze: FakeBronze; close(): Promise<void> } {
  const store = openSqlite(directory);
  const bronze = createFakeBronze();
  const now = given.now ?? ((): number => Date.UTC(2026, 10, 21, 9));
  const notes: string[] = [];
  const context: SyncContext = {
    ...contextWith({
      systems,
      bronze,
      now,
      syncState: createSyncMemory({ store, now }),
      tunables: { ...contextWith().tunables, get: () => 0 },
      ...given,
    }),
    run: 'R-SYNC01',
    notes,
    step: async (id, act) => {
      notes.push(`${id}: ${(await act(() => undefined)) ?? ''}`);
    },
  };
  return { context, bronze, close: () => store.close() };
}
