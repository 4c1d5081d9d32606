// RESTORE: makes an older version's list of files the current one again.
import { commit, openTable, type Plan, type StatementContext } from '../engine.js';
import { restoreMissingFiles, restoreVersionNotFound } from '../delta/delta-errors.js';
import { totalBytes, type DeltaTable, type Version } from '../delta/table.js';
import type { Cursor } from '../sql/cursor.js';
import { parseName, parseTravel, type Travel } from '../sql/names.js';
import type { Column } from '../sql/types.js';

/** What RESTORE returns, in its order (Delta Lake, RestoreTableCommand). */
const names = [
  'table_size_after_restore',
  'num_of_files_after_restore',
  'num_removed_files',
  'num_restored_files',
  'removed_files_size',
  'restored_files_size',
] as const;

const columns = names.map((name): Column => ({ name, type: { name: 'bigint' } }));

/** Another error than a read's where there is no such version. */
function versionToRestore(table: DeltaTable, travel: Travel): Version {
  const { versions, latest } = table;
  if ('version' in travel && !versions.some(({ version }) => version === travel.version))
    throw restoreVersionNotFound(
      travel.version,
      versions[0]?.version ?? latest.version,
      latest.version,
    );
  return table.versionAt(travel);
}

/**
 * `RESTORE [TABLE] t [TO] {VERSION | TIMESTAMP} AS OF …`; the cursor stands behind RESTORE.
 * Its grammar takes a plain name and a literal: neither IDENTIFIER(…) nor parameters.
 */
export function planRestore(cursor: Cursor, context: StatementContext): Plan {
  cursor.take('TABLE');
  const table = openTable(context, parseName(cursor), 'MODIFY');
  cursor.take('TO');
  const travel = parseTravel(cursor, { parameters: false });
  if (travel === undefined) throw cursor.error();
  cursor.expectEnd();
  const read = table.latest;
  const wanted = versionToRestore(table, travel);
  // Delta makes no version of it, and answers with no row.
  if (wanted === read) return { writes: false, run: async () => ({ columns, rows: [] }) };
  const missing = () => wanted.files.filter((file) => file.gone === true);
  return {
    writes: true,
    run: async () => {
      if (missing().length > 0)
        throw restoreMissingFiles(
          wanted.version,
          missing().map((file) => file.path),
        );
      const removed = read.files.filter((file) => !wanted.files.includes(file));
      const added = wanted.files.filter((file) => !read.files.includes(file));
      const numbers = [
        totalBytes(wanted.files),
        wanted.files.length,
        removed.length,
        added.length,
        totalBytes(removed),
        totalBytes(added),
      ];
      const [size, files, numRemoved, numRestored, removedSize, restoredSize] = numbers.map(String);
      commit(context, table, read, {
        mode: 'whole',
        operation: 'RESTORE',
        parameters:
          'version' in travel
            ? { version: String(travel.version), timestamp: null }
            : { version: null, timestamp: travel.text },
        metrics: {
          tableSizeAfterRestore: size ?? '0',
          numOfFilesAfterRestore: files ?? '0',
          numRemovedFiles: numRemoved ?? '0',
          numRestoredFiles: numRestored ?? '0',
          removedFilesSize: removedSize ?? '0',
          restoredFilesSize: restoredSize ?? '0',
        },
        columns: wanted.columns,
        properties: wanted.properties,
        removed,
        added,
      });
      return { columns, rows: [numbers.map(BigInt)] };
    },
  };
}
