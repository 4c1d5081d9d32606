// What a cleanup would do, in figures: rows that would go, tables whose old files would go, and how it is taken back. Nothing
// in it changes by itself within a day: what is old is measured from midnight, UTC.
import { z } from 'zod';
import type { CleanupConfig } from '../../config/delivery-schema.js';
import type { Plan } from '../../core/plan.js';
import { Problem } from '../../core/problem.js';
import type { Context } from '../context.js';
import { parseTableName, showTable, type TableName } from '../databricks/table-name.js';
import type { DeleteRule } from './cleaning.js';

const day = 86_400_000;

export const cleanupData = z.object({
  /** Tables that lose rows: how many it means, and the version before. */
  deletes: z.array(
    z.object({
      table: z.string(),
      rule: z.number().int(),
      id: z.string(),
      /** Epoch milliseconds: what is older goes. */
      before: z.number().int(),
      rows: z.number().int(),
      rowsBefore: z.number().int(),
      version: z.number().int(),
    }),
  ),
  vacuum: z.array(z.string()),
  retainHours: z.number().int(),
});
export type CleanupData = z.infer<typeof cleanupData>;

export interface LookedAt {
  data: CleanupData;
  /** Files that VACUUM would delete, in words that hold for a while, by table. */
  files: { table: string; about: string }[];
  /** Tables that are not there. */
  missing: string[];
}

type Parts = Pick<Context, 'cleaning' | 'cleanupRules' | 'now' | 'signal' | 'tables'>;

/** Midnight UTC of so many days ago, epoch milliseconds. (Runbook 1: CURRENT_DATE() - INTERVAL 30 DAY) */
export function oldBefore(
  { olderThanDays }: Pick<DeleteRule, 'olderThanDays'>,
  now: number,
): number {
  return Math.floor(now / day) * day - olderThanDays * day;
}

/** Counts everything; changes nothing. */
export async function lookAtCleanup(parts: Parts): Promise<LookedAt> {
  const { cleanupRules } = parts;
  const deletes = await Promise.all(
    cleanupRules.deletes.map((rule, place) => lookAtRule(parts, rule, place)),
  );
  const vacuums = await Promise.all(cleanupRules.vacuum.map((table) => lookAtFiles(parts, table)));
  return {
    data: {
      deletes: deletes.flatMap((one) => one ?? []),
      vacuum: vacuums.flatMap((one) => (one === null ? [] : [one.table])),
      retainHours: cleanupRules.retainHours,
    },
    files: vacuums.flatMap((one) => one ?? []),
    missing: [
      ...cleanupRules.deletes
        .filter((_, place) => deletes[place] === null)
        .map(({ table }) => table),
      ...cleanupRules.vacuum.filter((_, place) => vacuums[place] === null),
    ],
  };
}

async function lookAtRule(
  { cleaning, tables, now, signal }: Parts,
  rule: DeleteRule,
  place: number,
): Promise<CleanupData['deletes'][number] | null> {
  const table = named(rule.table);
  return ifThere(async () => {
    const before = oldBefore(rule, now());
    const [newest] = await tables.history(table, 1, signal);
    if (!newest) return null;
    const [{ id }, rows, rowsBefore] = await Promise.all([
      tables.detail(table, signal),
      cleaning.countOld(rule, before, newest.version, signal),
      tables.count(table, newest.version, signal),
    ]);
    const { version } = newest;
    return { table: showTable(table), rule: place, id, before, rows, rowsBefore, version };
  });
}

async function lookAtFiles(
  { cleaning, cleanupRules, signal }: Parts,
  name: string,
): Promise<LookedAt['files'][number] | null> {
  const table = named(name);
  return ifThere(async () => {
    const files = await cleaning.countFiles(table, cleanupRules.retainHours, signal);
    return { table: showTable(table), about: about(files) };
  });
}

/** Files grow old by the minute, and a plan must not change by itself: one digit, and zeros. */
export function about(files: number): string {
  if (files === 0) return 'none now';
  if (files >= 1_000) return '1,000 or more';
  if (files < 10) return 'a few';
  const size = 10 ** Math.floor(Math.log10(files));
  return `about ${Math.floor(files / size) * size}`;
}

async function ifThere<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Problem && error.code === 'not_found') return null;
    throw error;
  }
}

export function named(table: string): TableName {
  return parseTableName(table, '');
}

export function cleanupWarnings({ data, missing }: LookedAt, rules: CleanupConfig): string[] {
  return [
    ...missing.map((table) => `${table} is not there and is left out.`),
    ...data.deletes
      .filter(({ rows, rowsBefore }) => rowsBefore > 0 && rows > rowsBefore / 2)
      .map(
        ({ table, rows, rowsBefore }) =>
          `${table} would lose ${rows} of ${rowsBefore} rows: more than half.`,
      ),
    ...(data.vacuum.length > 0
      ? [
          `VACUUM can't be undone: versions whose files left the table more than ${rules.retainHours} hours ago can't be read or restored afterwards.`,
        ]
      : []),
    // Delta Lake 4.2 takes no RETAIN but 0 HOURS from a statement.
    ...(data.vacuum.length > 0 && rules.retainHours > usualRetention
      ? [
          `A newer Delta Lake ignores RETAIN ${rules.retainHours} HOURS: there the table's own delta.deletedFileRetentionDuration counts, 7 days unless it is set.`,
        ]
      : []),
  ];
}

/** delta.deletedFileRetentionDuration of a table that sets none, hours. */
const usualRetention = 168;

/** How rows come back; files that a VACUUM deleted don't. */
export function cleanupUndo({ deletes }: CleanupData): string {
  const lost = deletes.filter(({ rows }) => rows > 0);
  const [only, ...more] = lost;
  if (!only) return 'No row is deleted. There is no undo for VACUUM.';
  const within = `within 7 days, before the next VACUUM; later writes to it are undone with it`;
  if (more.length === 0)
    return `Restores ${only.table} to version ${only.version}, ${within}. There is no undo for VACUUM.`;
  return `There is no single one: restore ${lost.map(({ table, version }) => `${table} to version ${version}`).join(', ')}, ${within}. There is no undo for VACUUM.`;
}

export function cleanupChanges({ data, files }: LookedAt): Plan['changes'] {
  return [
    ...data.deletes.map(({ table, rows, rowsBefore, before }) => ({
      label: table,
      before: `${rowsBefore} rows`,
      after: `${rowsBefore - rows} rows: ${rows} from before ${new Date(before).toISOString().slice(0, 10)} go`,
    })),
    ...files.map(({ table, about: some }) => ({
      label: `Old files of ${table}`,
      before: some,
      after: 'deleted',
    })),
  ];
}
