// `watermarks reset`: has the next sync read a database, or all of them, from the beginning. (Runbook 1, "Reset Sync
// Watermarks": UPDATE … SET last_synced_at = '2000-01-01', or all rows deleted: open-source Delta Lake has no TRUNCATE)
import { z } from 'zod';
import { Problem } from '../../core/problem.js';
import type { Suggestion } from '../../core/report.js';
import { defineAction } from '../../services/context.js';
import type { Watermark } from '../../services/databricks/bronze.js';
import { environmentOf } from '../../services/databricks/restore-plan.js';
import { parseTableName } from '../../services/databricks/table-name.js';
import { notionId } from '../../services/notion/notion-id.js';
import { syncTarget } from '../../services/sync/sync-action.js';
import { stamp } from '../../services/sync/when.js';
import { findDatabase } from '../../services/systems/find-database.js';
import type { Database, Systems } from '../../services/systems/systems.js';

const all = 'all';

export const watermarksReset = defineAction({
  id: 'watermarks.reset',
  family: 'Sync',
  summary: 'Have the next sync read a database, or all, from the beginning',
  runbook: 'finance-ppm#reset-sync-watermarks',
  examples: ['watermarks reset projects', 'watermarks reset all'],
  args: ['database'],
  risk: 'guarded',
  riskNote: 'all of them: always needs approval',
  riskOf: ({ database }) => (database.toLowerCase() === all ? 'critical' : 'guarded'),
  input: z.object({
    database: z
      .string()
      .min(1)
      .max(300)
      .meta({ field: 'database', description: 'Which database; `all` for every one' }),
  }),
  data: z.object({
    databaseId: z.string().nullable(),
    before: z.array(z.object({ databaseId: z.string(), syncedAt: z.number().nullable() })),
  }),

  async plan(input, { systems, bronze, notion, signal, overview }) {
    const isAll = input.database.toLowerCase() === all;
    const marks = await bronze.watermarks(signal);
    const database = isAll
      ? null
      : await findDatabase(systems, notion.people, input.database, { signal });
    const databaseId = database
      ? (await notion.people.dataSource(database.id, signal)).databaseId
      : null;
    const affected = marks.filter((mark) => isAll || mark.databaseId === databaseId);
    if (affected.length === 0)
      throw new Problem(
        'not_possible',
        isAll
          ? 'There are no watermarks.'
          : `${input.database} has no watermark: it was never synced.`,
        'The next sync reads everything anyway.',
        { field: 'database' },
      );
    const table = bronze.names.watermarks;
    return {
      target: database ? syncTarget(database.system) : table,
      environment:
        database?.environment ??
        environmentOf(parseTableName(table, overview.defaultCatalog), overview.environments),
      headline: database
        ? `Reset the watermark of ${database.system}/${database.name}`
        : `Reset all ${marks.length} watermarks`,
      facts: [{ label: 'Table', value: table, mono: true }],
      changes: affected.slice(0, 20).map((mark) => ({
        label: nameOf(mark, database),
        before: mark.syncedAt === null ? 'never' : stamp(mark.syncedAt),
        after: isAll ? 'none' : '2000-01-01 00:00 UTC',
      })),
      warnings: ['Until the next sync has ended, `freshness` calls these databases stale.'],
      steps: [{ id: 'reset', title: isAll ? `DELETE FROM ${table}` : `UPDATE ${table}` }],
      undo: 'The next sync sets it again.',
      next: database ? [fullSync(database)] : nativeSystems(systems).slice(0, 3).map(fullSyncOf),
      guard: Object.fromEntries(affected.map((mark) => [mark.databaseId, mark.syncedAt])),
      data: {
        databaseId,
        before: affected.map(({ databaseId: id, syncedAt }) => ({ databaseId: id, syncedAt })),
      },
    };
  },

  async run({ data }, { bronze, step, signal }) {
    await step('reset', async () => {
      await bronze.resetWatermarks(data.databaseId, signal);
      return undefined;
    });
  },

  async verify({ data }, { bronze, signal }) {
    const marks = await bronze.watermarks(signal);
    const left = marks.filter(
      ({ databaseId, syncedAt }) =>
        data.before.some((before) => before.databaseId === databaseId) &&
        syncedAt !== null &&
        syncedAt > Date.UTC(2000, 0, 2),
    );
    return [
      {
        name: 'The watermarks are back at the beginning',
        ok: left.length === 0,
        expected: '0 left',
        actual: `${left.length} left`,
      },
    ];
  },

  undo: () => null,

  async reconcile() {
    return { outcome: 'not-done', evidence: 'Setting it back again changes nothing.' };
  },
});

function fullSync({ system, name }: Database): Suggestion {
  return {
    label: `Sync ${name} in full`,
    operation: 'sync',
    input: { system, database: name, full: true },
  };
}

function nativeSystems(systems: Systems): string[] {
  return Object.keys(systems).filter((name) => systems[name]?.sync?.kind === 'notion');
}

function fullSyncOf(system: string): Suggestion {
  return { label: `Sync ${system} in full`, operation: 'sync', input: { system, full: true } };
}

function nameOf({ databaseId }: Watermark, database: Database | null): string {
  return database && notionId(database.id) === databaseId ? database.name : databaseId;
}
