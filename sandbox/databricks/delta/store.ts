// The rows, in DuckDB. A data table holds the rows of many files, told apart by a column; a version
// of a Delta table is read by listing its files, and a vacuumed file's rows are deleted.
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { toDuck, type Cell, type Column } from '../sql/types.js';
import { quoteIdentifier, quoteText } from '../sql/quote.js';
import { duckError } from './duck-error.js';
import { readResult } from './duck-values.js';
import type { DataFile } from './table.js';

export const fileColumn = '"__file"';

/** Small, so that tables of a few hundred rows have several files and a RESTORE's metrics say something. */
const rowsPerFile = 160;

const names = (columns: readonly Column[]) =>
  columns.map((c) => quoteIdentifier(c.name)).join(', ');

/** A relation with the rows of these files and these columns, in parentheses. */
export function filesSql(
  files: readonly DataFile[],
  columns: readonly Column[],
  withFile = false,
): string {
  const nullOf = (c: Column) => `CAST(NULL AS ${toDuck(c.type)}) AS ${quoteIdentifier(c.name)}`;
  const parts = [...new Set(files.map((file) => file.rowsIn))].map((table) => {
    const of = files.filter((file) => file.rowsIn === table);
    const stored = of[0]?.columns ?? [];
    const selected = columns.map((c) =>
      stored.includes(c.name) ? quoteIdentifier(c.name) : nullOf(c),
    );
    if (withFile) selected.push(fileColumn);
    return `SELECT ${selected.join(', ')} FROM ${table} WHERE ${fileColumn} IN (${of.map((f) => f.id).join(', ')})`;
  });
  if (parts.length > 0) return `(${parts.join(' UNION ALL BY NAME ')})`;
  const nulls = columns.map(nullOf);
  if (withFile) nulls.push(`CAST(NULL AS BIGINT) AS ${fileColumn}`);
  return `(SELECT ${nulls.join(', ')} WHERE false)`;
}

export class Store {
  private readonly instance: DuckDBInstance;
  private readonly dataTables = new Map<string, string>();
  private nextId = 1;

  private constructor(instance: DuckDBInstance) {
    this.instance = instance;
  }

  /** @param readable the only directory whose files statements may read */
  static async open(readable: string): Promise<Store> {
    // Spark sorts NULLs first when ascending; and one small database needs no pool of threads.
    const instance = await DuckDBInstance.create(':memory:', {
      threads: '2',
      default_null_order: 'nulls_first_on_asc_last_on_desc',
    });
    const store = new Store(instance);
    // The directory first: afterwards nothing of this can be changed.
    await store.run(`SET allowed_directories = [${quoteText(readable)}]`);
    await store.run('SET enable_external_access = false');
    await store.run("SET GLOBAL TimeZone = 'UTC'");
    return store;
  }

  close(): void {
    this.instance.closeSync();
  }

  /** A number no other file, data table or working table has. */
  id(): number {
    return this.nextId++;
  }

  async connected<T>(use: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const connection = await this.instance.connect();
    try {
      return await use(connection);
    } finally {
      connection.closeSync();
    }
  }

  /** Runs DuckDB's SQL. Errors come back as Spark's. */
  async run(sql: string): Promise<{ columns: Column[]; rows: Cell[][] }> {
    return this.connected(async (connection) => {
      try {
        return readResult(await connection.runAndReadAll(sql));
      } catch (error) {
        throw duckError(error);
      }
    });
  }

  async count(sql: string): Promise<number> {
    const { rows } = await this.run(sql);
    return Number(rows[0]?.[0] ?? 0);
  }

  /** The DuckDB table for rows with these columns. Tables of one shape share it. */
  async dataTable(columns: readonly Column[]): Promise<string> {
    const defined = columns.map((c) => `${quoteIdentifier(c.name)} ${toDuck(c.type)}`);
    const shape = [...defined, `${fileColumn} BIGINT`].join(', ');
    let name = this.dataTables.get(shape);
    if (name === undefined) {
      name = `data_${this.id()}`;
      this.dataTables.set(shape, name);
      await this.run(`CREATE TABLE ${name} (${shape})`);
    }
    return name;
  }

  /**
   * Writes a query's rows into new files of a data table. The query's columns match by name.
   * Returns the files, none for no rows.
   */
  async writeFiles(rowsIn: string, columns: readonly Column[], query: string): Promise<DataFile[]> {
    const first = this.nextId;
    // Reserved generously: how many files there will be is known only afterwards.
    this.nextId += 100_000;
    const list = names(columns);
    await this.run(
      `INSERT INTO ${rowsIn} (${list}, ${fileColumn}) SELECT ${list}, ${first} + (row_number() OVER () - 1) // ${rowsPerFile} FROM (${query})`,
    );
    const { rows } = await this.run(
      `SELECT ${fileColumn}, count(*) FROM ${rowsIn} WHERE ${fileColumn} >= ${first} GROUP BY 1 ORDER BY 1`,
    );
    return rows.map(([id, count]) =>
      newFile(
        Number(id),
        rowsIn,
        Number(count),
        columns.map((c) => c.name),
      ),
    );
  }

  /** Deletes a file's rows for good. */
  async deleteFile(file: DataFile): Promise<void> {
    await this.run(`DELETE FROM ${file.rowsIn} WHERE ${fileColumn} = ${file.id}`);
    file.gone = true;
  }
}

const newFile = (
  id: number,
  rowsIn: string,
  rows: number,
  columns: readonly string[],
): DataFile => ({
  id,
  path: `part-${String(id).padStart(5, '0')}-${crypto.randomUUID()}.c000.snappy.parquet`,
  rowsIn,
  columns,
  rows,
  // Parquet's footer, then some bytes a value.
  bytes: 1_204 + rows * columns.length * 9,
});
