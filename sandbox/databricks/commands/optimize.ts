// OPTIMIZE: the same rows in fewer files. It changes no data, yet makes a version.
import { commit, openTable, type Plan, type StatementContext } from '../engine.js';
import { writeTo } from '../delta/rewrite.js';
import { filesSql } from '../delta/store.js';
import { assertReadable, totalBytes } from '../delta/table.js';
import type { Cursor } from '../sql/cursor.js';
import { parseName } from '../sql/names.js';
import type { Column } from '../sql/types.js';

const columns: readonly Column[] = [
  { name: 'path', type: { name: 'string' } },
  {
    name: 'metrics',
    type: {
      name: 'struct',
      fields: ['numFilesAdded', 'numFilesRemoved'].map((name) => ({
        name,
        type: { name: 'bigint' as const },
      })),
    },
  },
];

/** `OPTIMIZE t`; the cursor stands behind OPTIMIZE. */
export function planOptimize(cursor: Cursor, context: StatementContext): Plan {
  const table = openTable(context, parseName(cursor), 'MODIFY');
  cursor.expectEnd();
  const read = table.latest;
  assertReadable(table, read);
  return {
    writes: true,
    run: async () => {
      const removed = read.files.length > 1 ? read.files : [];
      const rows = `SELECT * FROM ${filesSql(removed, read.columns)}`;
      const added =
        removed.length === 0 ? [] : await writeTo(context.engine.store, read.columns, rows);
      if (removed.length > 0) {
        commit(context, table, read, {
          mode: 'rewrite',
          operation: 'OPTIMIZE',
          parameters: { predicate: '[]', zOrderBy: '[]', auto: 'false' },
          metrics: {
            numAddedFiles: String(added.length),
            numRemovedFiles: String(removed.length),
            numAddedBytes: String(totalBytes(added)),
            numRemovedBytes: String(totalBytes(removed)),
          },
          removed,
          added,
        });
      }
      const metrics = new Map([
        ['numFilesAdded', BigInt(added.length)],
        ['numFilesRemoved', BigInt(removed.length)],
      ]);
      return { columns, rows: [[table.location, metrics]] };
    },
  };
}
