// The file of the bot's memory as a copy or a restore needs it: locked, counted, looked into.
import { z } from 'zod';
import { Problem } from '../../core/problem.js';
import type { Connection } from './sqlite-connection.js';
import type { AnyRow } from './sqlite-everything.js';
import { isBusy } from './sqlite-problem.js';

const journalSchema = z.tuple([z.object({ journal_mode: z.literal('delete') })]);
const countsSchema = z.array(z.object({ collection: z.string(), many: z.number() }));
const rowsSchema = z.array(z.object({ revision: z.number(), body: z.string() }));

/** Makes it one file, without a log beside it. The bot switches the log on again. */
export function giveUpLog(connection: Connection): void {
  journalSchema.parse(connection.all('PRAGMA journal_mode = DELETE'));
}

/**
 * Keeps every other process out until the connection closes. SQLite gives its log up only where nobody else has the file open,
 * be it in the middle of nothing: so a bot that runs is found out, and one that starts meanwhile waits in vain.
 * @throws Problem target_busy
 */
export function lockedFor(connection: Connection, file: string): void {
  try {
    giveUpLog(connection);
    connection.define('BEGIN EXCLUSIVE');
  } catch (error) {
    if (!isBusy(error)) throw error;
    throw new Problem(
      'target_busy',
      `A process of ppm-oncall uses ${file}.`,
      'Stop the bot and every `ppm` that still runs, then type it again. Nothing was written.',
      { cause: error },
    );
  }
}

export function countsIn(connection: Connection): Record<string, number> {
  const rows = connection.all(
    'SELECT collection, COUNT(*) AS many FROM documents GROUP BY collection',
  );
  return Object.fromEntries(
    countsSchema.parse(rows).map(({ collection, many }) => [collection, many]),
  );
}

/** Collections of which something else was written than expected, in words; empty where there are none. */
export function differencesIn(
  expected: Record<string, number>,
  written: Record<string, number>,
): string {
  return [...new Set([...Object.keys(expected), ...Object.keys(written)])]
    .toSorted()
    .filter((name) => expected[name] !== written[name])
    .map((name) => `${name} ${written[name] ?? 0} of ${expected[name] ?? 0}`)
    .join(', ');
}

/** The document of the same name; null where there is none. */
export function rowIn(
  connection: Connection,
  { collection, id }: Pick<AnyRow, 'collection' | 'id'>,
): Pick<AnyRow, 'revision' | 'body'> | null {
  const sql = 'SELECT revision, body FROM documents WHERE collection = ? AND id = ?';
  return rowsSchema.parse(connection.all(sql, [collection, id]))[0] ?? null;
}
