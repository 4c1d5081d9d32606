// VACUUM: deletes files that left the table longer ago than the retention. Older versions that need
// them can then be neither read nor restored, though the history still lists them.
import { commit, openTable, type Plan, type StatementContext } from '../engine.js';
import { vacuumTooShort } from '../delta/delta-errors.js';
import { totalBytes, type DataFile, type DeltaTable } from '../delta/table.js';
import type { Cursor } from '../sql/cursor.js';
import { parseName } from '../sql/names.js';
import type { Column } from '../sql/types.js';

const hour = 3_600_000;

/** The table's delta.deletedFileRetentionDuration in hours; a week if it does not say. */
function retentionHours(table: DeltaTable): number {
  const property =
    table.latest.properties['delta.deletedFileRetentionDuration'] ?? 'interval 7 days';
  const [, amount = '7', unit = 'day'] =
    /^(?:interval )?(\d+) (hour|day|week)s?$/i.exec(property) ?? [];
  return Number(amount) * (unit.startsWith('h') ? 1 : unit.startsWith('d') ? 24 : 168);
}
const columns: readonly Column[] = [{ name: 'path', type: { name: 'string' } }];

function candidates(table: DeltaTable, before: number): DataFile[] {
  const current = new Set(table.latest.files);
  const all = new Set(table.versions.flatMap((version) => version.files));
  return [...all].filter(
    (file) => !current.has(file) && file.gone !== true && (file.removedAt ?? Infinity) <= before,
  );
}

const addition = (table: DeltaTable, operation: 'VACUUM START' | 'VACUUM END') => ({
  // It changes no row, so it has no quarrel with what others commit meanwhile.
  mode: 'append' as const,
  operation,
  isBlindAppend: true,
  removed: [],
  added: [],
  columns: table.latest.columns,
});

/** `VACUUM t [RETAIN n HOURS] [DRY RUN]`; the cursor stands behind VACUUM. No IDENTIFIER(…) here. */
export function planVacuum(cursor: Cursor, context: StatementContext): Plan {
  const table = openTable(context, parseName(cursor), 'MODIFY');
  let hours: number | undefined;
  if (cursor.take('RETAIN')) {
    const amount = cursor.next();
    if (amount.kind !== 'number') throw cursor.error();
    hours = Number(amount.text);
    cursor.expect('HOURS');
  }
  const dryRun = cursor.take('DRY', 'RUN');
  cursor.expectEnd();
  const defaultHours = retentionHours(table);
  // A warehouse has no setting to switch this check off: only the table's own property lowers it.
  if (hours !== undefined && hours < defaultHours) throw vacuumTooShort(defaultHours);
  const read = table.latest;
  return {
    writes: !dryRun,
    run: async () => {
      const files = candidates(table, context.now - (hours ?? defaultHours) * hour);
      if (dryRun) return { columns, rows: files.map((file) => [`${table.location}/${file.path}`]) };
      const started = commit(context, table, read, {
        ...addition(table, 'VACUUM START'),
        parameters: {
          retentionCheckEnabled: 'true',
          defaultRetentionMillis: String(defaultHours * hour),
          ...(hours === undefined ? {} : { specifiedRetentionMillis: String(hours * hour) }),
        },
        metrics: {
          numFilesToDelete: String(files.length),
          sizeOfDataToDelete: String(totalBytes(files)),
        },
      });
      for (const file of files) await context.engine.store.deleteFile(file);
      commit(context, table, started, {
        ...addition(table, 'VACUUM END'),
        parameters: { status: 'COMPLETED' },
        metrics: { numDeletedFiles: String(files.length), numVacuumedDirectories: '1' },
      });
      return { columns, rows: [[table.location]] };
    },
  };
}
