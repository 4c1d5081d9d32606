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
        'DELTA_CONCURRENT_APPEND',
        '2D521',
        `ConcurrentAppendException: Files were added to the root of the table by a concurrent update. ${tail}`,
      );
    case 'DELETE_READ':
      return new SqlError(
        'DELTA_CONCURRENT_DELETE_READ',
        '2D521',
        `ConcurrentDeleteReadException: This transaction attempted to read one or more files that were deleted by a concurrent update. ${tail}`,
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
