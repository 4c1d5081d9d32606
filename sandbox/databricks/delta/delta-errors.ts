// Delta Lake's own errors: time travel, vacuumed files and lost commit races. Texts follow
// delta-error-classes.json and DeltaErrors.scala of delta-io/delta.
import { SqlError } from '../errors.js';

/** A java.sql.Timestamp as it prints: no zone, and at least one digit of fraction. */
export const javaTimestamp = (millis: number) => {
  const text = new Date(millis).toISOString().replace('T', ' ').replace('Z', '');
  return text.replace(/(\.\d*?)0+$/, (_, kept: string) => (kept === '.' ? '.0' : kept));
};

export const versionNotFound = (version: number, earliest: number, latest: number) =>
  new SqlError(
    'DELTA_VERSION_NOT_FOUND',
    '22003',
    `Cannot time travel Delta table to version ${version}. Available versions: [${earliest}, ${latest}].`,
  );

/** The same of a RESTORE. */
export const restoreVersionNotFound = (version: number, earliest: number, latest: number) =>
  new SqlError(
    'DELTA_CANNOT_RESTORE_TABLE_VERSION',
    '22003',
    `Cannot restore table to version ${version}. Available versions: [${earliest}, ${latest}].`,
  );

export const timestampTooLate = (asked: number, latest: number) =>
  new SqlError(
    'DELTA_TIMESTAMP_GREATER_THAN_COMMIT',
    '42816',
    `The provided timestamp (${javaTimestamp(asked)}) is after the latest version available to this\ntable (${javaTimestamp(latest)}). Please use a timestamp before or at ${javaTimestamp(latest).replace(/\.0$/, '')}.`,
  );

export const timestampTooEarly = (asked: number, earliest: number) =>
  new SqlError(
    'DELTA_TIMESTAMP_EARLIER_THAN_COMMIT_RETENTION',
    '42816',
    `The provided timestamp (${javaTimestamp(asked)}) is before the earliest version available to this\ntable (${javaTimestamp(earliest)}). Please use a timestamp after ${javaTimestamp(earliest).replace(/\.0$/, '')}.`,
  );

/** In a query; a RESTORE has an error of its own. */
export const travelTimestampInvalid = (expression: string) =>
  new SqlError(
    'INVALID_TIME_TRAVEL_TIMESTAMP_EXPR.INPUT',
    '42K0E',
    `The time travel timestamp expression "${expression}" is invalid. Cannot be casted to the "TIMESTAMP" type.`,
  );

export const timestampInvalid = (expression: string) =>
  new SqlError(
    'DELTA_TIMESTAMP_INVALID',
    '42816',
    `The provided timestamp (${expression}) cannot be converted to a valid timestamp.`,
  );

/** A read of a version whose data files a VACUUM has deleted. */
export const fileNotFound = (path: string) =>
  new SqlError(
    'FAILED_READ_FILE.DBR_FILE_NOT_EXIST',
    'KD001',
    `Error while reading file ${path}. [DELTA_FILE_NOT_FOUND_DETAILED] File ${path} referenced in the transaction log cannot be found. This occurs when data has been manually deleted from the file system rather than using the table \`DELETE\` statement.`,
  );

/** RESTORE checks the files first; Delta throws a plain IllegalArgumentException, without a class. */
export const restoreMissingFiles = (version: number, paths: readonly string[]) =>
  new SqlError(
    'INTERNAL_ERROR',
    'XX000',
    `java.lang.IllegalArgumentException: Not all files from version ${version} are available in file system.\n Missed files (top 100 files): ${paths.slice(0, 100).join(',')}.\n Please use more recent version or timestamp for restoring.\n To disable check update option spark.sql.files.ignoreMissingFiles.`,
  );

/** `hours` is what the table's delta.deletedFileRetentionDuration asks for. */
export const vacuumTooShort = (hours: number) =>
  new SqlError(
    'DELTA_VACUUM_RETENTION_PERIOD_TOO_SHORT',
    '22003',
    'Are you sure you would like to vacuum files with such a low retention period? If you have writers that are currently writing to this table, there is a risk that you may corrupt the state of your Delta table.\n' +
      'If you are certain that there are no operations being performed on this table, such as insert/upsert/delete/optimize, then you may turn off this check by setting: spark.databricks.delta.retentionDurationCheck.enabled = false.\n' +
      `If you are not sure, please use a value not less than "${hours} hours".`,
  );

export const mergeMultipleSourceRows = () =>
  new SqlError(
    'DELTA_MULTIPLE_SOURCE_ROW_MATCHING_TARGET_ROW_IN_MERGE',
    '21506',
    'Cannot perform Merge as multiple source rows matched and attempted to modify the same\ntarget row in the Delta table in possibly conflicting ways.',
  );

export const notNullViolated = (column: string) =>
  new SqlError(
    'DELTA_NOT_NULL_CONSTRAINT_VIOLATED',
    '23502',
    `NOT NULL constraint violated for column: ${column}.`,
  );

export const notEnoughColumns = (table: readonly string[], wanted: number, given: number) =>
  new SqlError(
    'DELTA_INSERT_COLUMN_ARITY_MISMATCH',
    '42802',
    `Cannot write to '${table.join('.')}', not enough data columns; target table has ${wanted} column(s) but the inserted data has ${given} column(s).`,
  );

/** What is too much for the table's columns would be a new one. */
export const schemaMismatch = () =>
  new SqlError(
    'DELTA_METADATA_MISMATCH',
    '42KDG',
    'A schema mismatch detected when writing to the Delta table.',
  );

export const castOverflowInWrite = () =>
  new SqlError(
    'DELTA_CAST_OVERFLOW_IN_TABLE_WRITE',
    '22003',
    'Failed to write a value into a column due to an overflow.\nUse `try_cast` on the input value to tolerate overflow and return NULL instead.',
  );

type Conflict = 'APPEND' | 'DELETE_READ' | 'WRITE' | 'METADATA';

/** The loser of a race between two commits. `winner` describes the commit that came first. */
export const concurrentModification = (
  conflict: Conflict,
  winner: { version: number; operation: string },
): SqlError => {
  const tail = `Please try the operation again.\nConflicting commit: {"operation":"${winner.operation}","version":${winner.version}}`;
  switch (conflict) {
    case 'APPEND':
      return new SqlError(
        'DELTA_CONCURRENT_APPEND.WITHOUT_HINT',
        '2D521',
        `Transaction conflict detected. A concurrent ${winner.operation} added data to the table, committed at version ${winner.version}. ${tail}`,
      );
    case 'DELETE_READ':
      return new SqlError(
        'DELTA_CONCURRENT_DELETE_READ.WITHOUT_HINT',
        '2D521',
        `Transaction conflict detected, a concurrent ${winner.operation} deleted data from the table (committed at version ${winner.version}) that this transaction read. ${tail}`,
      );
    case 'WRITE':
      return new SqlError(
        'DELTA_CONCURRENT_WRITE',
        '2D521',
        `ConcurrentWriteException: A concurrent transaction has written new data since the current transaction read the table. ${tail}`,
      );
    case 'METADATA':
      return new SqlError(
        'DELTA_METADATA_CHANGED',
        '2D521',
        `MetadataChangedException: The metadata of the Delta table has been changed by a concurrent update. ${tail}`,
      );
  }
};
