// Questions that the table operations have in common, asked through Tables.
import { distance } from 'fastest-levenshtein';
import { Problem } from '../../core/problem.js';
import { showTable, type TableName } from './table-name.js';
import type { Tables, TableVersion } from './tables.js';

/** Most tables are answered by the first; the second is as far as anybody looks. Each version costs Delta a file to read. */
const limits = [200, 10_000] as const;

/** The history, newest first, back to a version for which `enough` is true, or as far as there is any. */
export async function historyBackTo(
  tables: Tables,
  table: TableName,
  { enough, signal }: { enough(version: TableVersion): boolean; signal?: AbortSignal },
): Promise<TableVersion[]> {
  let history: TableVersion[] = [];
  for (const limit of limits) {
    history = await tables.history(table, limit, signal);
    if (history.length < limit || history.some(enough)) break;
  }
  return history;
}

/** The answer of `ask`; where the table is unknown, the Problem names those of its schema that are called alike. */
export async function knownTable<T>(
  tables: Tables,
  table: TableName,
  ask: () => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'not_found') throw error;
    const names = await nearestNames(tables, table, signal);
    throw new Problem(
      'not_found',
      `There is no table ${showTable(table)}.`,
      names.length > 0
        ? `Did you mean ${names.join(', ')}?`
        : `No table of ${table.catalog}.${table.schema} is called anything like it.`,
      { field: 'table', cause: error },
    );
  }
}

/** How many letters may differ, and how many names are offered. */
const farthest = 5;
const offered = 3;

async function nearestNames(
  tables: Tables,
  table: TableName,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const wanted = showTable(table);
  // Only a help: where the schema is unknown too, there is nothing to offer.
  const all = await tables.list(table.catalog, table.schema, signal).catch(() => []);
  return all
    .map((name) => ({ name, far: distance(name, wanted) }))
    .filter((candidate) => candidate.far > 0 && candidate.far <= farthest)
    .toSorted((a, b) => a.far - b.far)
    .slice(0, offered)
    .map((candidate) => candidate.name);
}
