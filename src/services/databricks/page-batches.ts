// Batches of pages on their way into the table: staged as a file in a volume and merged by one statement, or, without a
// volume, in a few statements with the rows as a parameter.
import { basename, dirname, resolve } from 'node:path';
import { Problem } from '../../core/problem.js';
import type { Log } from '../log.js';
import type { PageBatch, PageRow } from './bronze.js';
import { mergePages, stagedFile, stagedParameter } from './bronze-sql.js';
import type { Result, Statement } from './driver.js';
import { lineOf, openSpool, removeLeftovers, type PageSpool } from './page-spool.js';
import { merged, parseRow } from './row-shapes.js';
import type { TableName } from './table-name.js';

/** Sends a statement that may be repeated. @throws Problem */
export type Send = (statement: Statement, signal?: AbortSignal) => Promise<Result>;

export interface BatchesOptions {
  pages: TableName;
  volume: string | undefined;
  directory: string;
  send: Send;
  /** The same, and again when another writer was faster. */
  write: Send;
  log: Log;
}

type CommitOptions = Parameters<PageBatch['commit']>[0];

/** Bytes of one JSON parameter: well below the 16 MiB that a statement may have. (Databricks SQL, "Limits") */
const parameterBytes = 4 * 1024 * 1024;
/** Characters of a text in a staged file: Spark's JSON reader makes a row of NULLs of more than 20,000,000. */
const stagedCharacters = 16_000_000;

export interface Batches {
  open(): Promise<PageBatch>;
  /** Resolves when no file is being removed any more. Never rejects. */
  settled(): Promise<unknown>;
}

export function createBatches(options: BatchesOptions): Batches {
  const { pages, volume, send, write, log } = options;
  const directory = resolve(options.directory);
  const removals = new Set<Promise<void>>();
  let cleared: Promise<void> | undefined;

  /** Nobody waits for it: the rows are in the table, or the statement was refused. */
  function remove(target: string, stagingFrom: string): void {
    const removal = send({ sql: `REMOVE ${quoteText(target)}`, stagingFrom })
      .then(
        () => undefined,
        (error: unknown) => log.warn({ err: error, target }, 'a staged file was left behind'),
      )
      .finally(() => removals.delete(removal));
    removals.add(removal);
  }

  async function mergeStaged(
    spool: PageSpool,
    { evenOlder, syncedAt, signal }: CommitOptions,
  ): Promise<number> {
    const target = `${volume ?? ''}/${basename(spool.path)}`;
    const stagingFrom = dirname(spool.path);
    const put = `PUT ${quoteText(spool.path)} INTO ${quoteText(target)} OVERWRITE`;
    await write({ sql: put, stagingFrom }, signal);
    try {
      const sql = mergePages(pages, stagedFile(target), evenOlder);
      return changedBy(await write({ sql, values: { synced_at: iso(syncedAt) } }, signal));
    } finally {
      remove(target, stagingFrom);
    }
  }

  async function mergeInStatements(
    spool: PageSpool,
    { evenOlder, syncedAt, signal }: CommitOptions,
  ): Promise<number> {
    const sql = mergePages(pages, stagedParameter(), evenOlder);
    let changed = 0;
    for await (const rows of spool.groups(parameterBytes))
      changed += changedBy(
        await write({ sql, values: { rows, synced_at: iso(syncedAt) } }, signal),
      );
    return changed;
  }

  async function open(): Promise<PageBatch> {
    cleared ??= removeLeftovers(directory, log);
    await cleared;
    // Made with the first row.
    let opening: Promise<PageSpool> | null = null;
    let rows = 0;
    let bytes = 0;
    let seq = 0;

    async function empty(): Promise<void> {
      const full = opening;
      opening = null;
      rows = 0;
      bytes = 0;
      await full?.then(
        (spool) => spool.remove(),
        () => undefined,
      );
    }

    return {
      get rows() {
        return rows;
      },
      get bytes() {
        return bytes;
      },
      async add(row) {
        seq += 1;
        const line = lineOf(row, seq);
        const size = Buffer.byteLength(line);
        assertSize(row, size, volume);
        opening ??= openSpool(directory);
        rows += 1;
        bytes += size;
        await (await opening).add(line);
      },
      async commit(given) {
        if (!opening) return { changed: 0 };
        const spool = await opening;
        await spool.end();
        const changed =
          volume === undefined
            ? await mergeInStatements(spool, given)
            : await mergeStaged(spool, given);
        await empty();
        return { changed };
      },
      discard: empty,
    };
  }

  return { open, settled: () => Promise.all(removals) };
}

/** A text in SQL: a directory may be called anything. */
function quoteText(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

function changedBy({ rows }: Result): number {
  return parseRow(merged, rows[0]).changed;
}

/** As SQL casts it to a timestamp. @param at epoch milliseconds */
export function iso(at: number): string {
  return new Date(at).toISOString();
}

/** @throws Problem not_possible: the caller goes on without the row */
function assertSize(row: PageRow, bytes: number, volume: string | undefined): void {
  const name = `${row.title.slice(0, 100)} (${row.pageId})`.trimStart();
  const text = `The page ${name} has ${Math.round(bytes / 1024)} KiB of values: too many`;
  if (volume === undefined && bytes > parameterBytes - 2)
    throw new Problem(
      'not_possible',
      `${text} to travel in a statement.`,
      'Configure databricks.volume, so that rows are staged as files.',
    );
  if (row.properties.length > stagedCharacters)
    throw new Problem(
      'not_possible',
      `${text} for a text of a staged file.`,
      'Shorten its longest properties.',
    );
}
