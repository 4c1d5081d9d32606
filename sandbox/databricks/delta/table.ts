// What a Delta table is: a log of versions, each a list of data files. Kept in memory; the rows of
// the files are in DuckDB (store.ts).
import type { Column } from '../sql/types.js';
import {
  fileNotFound,
  timestampTooEarly,
  timestampTooLate,
  versionNotFound,
} from './delta-errors.js';
import type { Travel } from '../sql/names.js';

export interface DataFile {
  readonly id: number;
  readonly path: string;
  /** The DuckDB table with its rows. */
  readonly rowsIn: string;
  /** Columns added to the table later are not in the file, and read as NULL. */
  readonly columns: readonly string[];
  readonly rows: number;
  readonly bytes: number;
  /** When a commit took it out of the table, in milliseconds; VACUUM counts from here. */
  removedAt?: number;
  /** VACUUM has deleted it. */
  gone?: boolean;
}

export type Operation =
  | 'CREATE TABLE'
  | 'CREATE OR REPLACE TABLE'
  | 'CREATE TABLE AS SELECT'
  | 'CREATE OR REPLACE TABLE AS SELECT'
  | 'WRITE'
  | 'UPDATE'
  | 'DELETE'
  | 'MERGE'
  | 'TRUNCATE'
  | 'RESTORE'
  | 'OPTIMIZE'
  | 'VACUUM START'
  | 'VACUUM END'
  | 'SET TBLPROPERTIES'
  | 'ADD COLUMNS';

export interface Version {
  readonly version: number;
  /** Milliseconds. */
  readonly timestamp: number;
  readonly userName: string;
  readonly operation: Operation;
  readonly operationParameters: Readonly<Record<string, string | null>>;
  readonly operationMetrics: Readonly<Record<string, string>>;
  readonly readVersion: number | null;
  readonly isBlindAppend: boolean;
  readonly isolationLevel: 'WriteSerializable' | 'Serializable' | 'SnapshotIsolation';
  readonly job: string | null;
  readonly columns: readonly Column[];
  readonly files: readonly DataFile[];
  readonly properties: Readonly<Record<string, string>>;
}

/** What a statement wants to add to the log. */
export interface Commit {
  readonly operation: Operation;
  readonly parameters: Readonly<Record<string, string | null>>;
  readonly metrics: Readonly<Record<string, string>>;
  readonly readVersion: number | null;
  readonly isBlindAppend?: boolean;
  readonly files: readonly DataFile[];
  readonly columns?: readonly Column[];
  readonly properties?: Readonly<Record<string, string>>;
}

export interface Author {
  readonly userName: string;
  /** The job that ran the statement, as JSON for DESCRIBE HISTORY. */
  readonly job?: string;
}

export class DeltaTable {
  readonly fullName: readonly [string, string, string];
  readonly id: string;
  readonly createdAt: number;
  readonly location: string;
  readonly versions: Version[] = [];

  constructor(fullName: readonly [string, string, string], id: string, createdAt: number) {
    this.fullName = fullName;
    this.id = id;
    this.createdAt = createdAt;
    this.location = `s3://meridian-lakehouse/${fullName[0]}/${fullName[1]}/${id}`;
  }

  get latest(): Version {
    const latest = this.versions.at(-1);
    if (latest === undefined) throw new Error(`${this.fullName.join('.')} has no version`);
    return latest;
  }

  /** Throws DELTA_VERSION_NOT_FOUND or one of the two timestamp errors. */
  versionAt(travel: Travel | undefined): Version {
    if (travel === undefined) return this.latest;
    const first = this.versions[0] ?? this.latest;
    if ('version' in travel) {
      const found = this.versions.find((v) => v.version === travel.version);
      if (found === undefined)
        throw versionNotFound(travel.version, first.version, this.latest.version);
      return found;
    }
    if (travel.timestamp < first.timestamp)
      throw timestampTooEarly(travel.timestamp, first.timestamp);
    if (travel.timestamp > this.latest.timestamp)
      throw timestampTooLate(travel.timestamp, this.latest.timestamp);
    return this.versions.findLast((v) => v.timestamp <= travel.timestamp) ?? first;
  }

  /** Appends to the log. Files that leave the table begin to age; files that come back stop. */
  commit(commit: Commit, author: Author, now: number): Version {
    const before = this.versions.at(-1);
    // Delta, too, moves a timestamp forward rather than let the log run backwards.
    const timestamp = Math.max(now, (before?.timestamp ?? -1) + 1);
    const kept = new Set(commit.files);
    for (const file of before?.files ?? []) if (!kept.has(file)) file.removedAt = timestamp;
    for (const file of kept) delete file.removedAt;
    const vacuum = commit.operation.startsWith('VACUUM');
    const version: Version = {
      version: (before?.version ?? -1) + 1,
      timestamp,
      userName: author.userName,
      operation: commit.operation,
      operationParameters: commit.parameters,
      operationMetrics: commit.metrics,
      readVersion: commit.readVersion,
      isBlindAppend: commit.isBlindAppend ?? false,
      isolationLevel: vacuum
        ? 'SnapshotIsolation'
        : commit.operation === 'RESTORE'
          ? 'Serializable'
          : 'WriteSerializable',
      job: author.job ?? null,
      columns: commit.columns ?? before?.columns ?? [],
      files: commit.files,
      properties: commit.properties ?? before?.properties ?? {},
    };
    this.versions.push(version);
    return version;
  }
}

/** Throws FAILED_READ_FILE if a VACUUM has deleted one of the version's files. */
export function assertReadable(table: DeltaTable, version: Version): void {
  const gone = version.files.find((file) => file.gone === true);
  if (gone !== undefined) throw fileNotFound(`${table.location}/${gone.path}`);
}

export const totalBytes = (files: readonly DataFile[]) =>
  files.reduce((sum, file) => sum + file.bytes, 0);
export const totalRows = (files: readonly DataFile[]) =>
  files.reduce((sum, file) => sum + file.rows, 0);
