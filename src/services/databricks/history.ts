// What follows from a table's history alone: which version was there at a time, and whose files a VACUUM has deleted.
import { Problem } from '../../core/problem.js';
import type { TableVersion } from './tables.js';

/** The last version that was there at `at` (epoch milliseconds). `history` newest first. @throws Problem not_found */
export function versionAt(history: readonly TableVersion[], at: number): TableVersion {
  const found = history.find((version) => version.at <= at);
  if (found) return found;
  const first = history.at(-1);
  throw new Problem(
    'not_found',
    `There was no version yet at ${instant(at)}.`,
    first
      ? `The first one in the history is version ${first.version}, of ${instant(first.at)}.`
      : 'The table has no history.',
    { field: 'at' },
  );
}

/** `2026-01-15T10:00:00.000Z`. The milliseconds stay: as `--at` they name this version and not the one before. */
export function instant(at: number): string {
  return new Date(at).toISOString();
}

/** VACUUM deletes no data: its own versions hold the same rows as the one before. */
export function isVacuum(version: TableVersion): boolean {
  return version.operation.startsWith('VACUUM');
}

/** Delta's delta.deletedFileRetentionDuration where nothing else is said: 7 days, in milliseconds. */
const defaultRetentionMs = 604_800_000;

/**
 * The VACUUM that deleted files of `version`, or null. A VACUUM deletes the files that left the table longer ago than its
 * retention, and a file of `version` left with a later version that removes files. It can't be seen whose files those
 * were, so this errs on the side of gone. `history` newest first, back to `version`.
 */
export function vacuumedSince(
  history: readonly TableVersion[],
  version: number,
): TableVersion | null {
  const removals = history.filter((later) => later.version > version && removesFiles(later));
  const vacuums = history.filter(isVacuum);
  return (
    vacuums.findLast((vacuum, index) => {
      if (!deletedFiles(vacuum, vacuums[index + 1])) return false;
      const deletedBefore = vacuum.at - retentionOf(vacuum);
      return removals.some((removal) => removal.at < deletedBefore);
    }) ?? null
  );
}

/** The lowest version in the history whose files are all there; null where it has none. */
export function earliestRestorable(history: readonly TableVersion[]): TableVersion | null {
  return (
    history.findLast(
      (version) => !isVacuum(version) && vacuumedSince(history, version.version) === null,
    ) ?? null
  );
}

/** VACUUM START says how long files are kept; the VACUUM END after it is the same VACUUM once more. */
function deletedFiles(vacuum: TableVersion, before: TableVersion | undefined): boolean {
  const deleted = vacuum.metrics['numFilesToDelete'] ?? vacuum.metrics['numDeletedFiles'];
  if (deleted !== undefined && Number(deleted) === 0) return false;
  return !(
    vacuum.operation === 'VACUUM END' &&
    before?.operation === 'VACUUM START' &&
    retentionIn(vacuum) === undefined
  );
}

/** How long that VACUUM kept files that had left the table, milliseconds. */
function retentionOf(vacuum: TableVersion): number {
  const millis = Number(retentionIn(vacuum));
  return Number.isFinite(millis) ? millis : defaultRetentionMs;
}

function retentionIn({ parameters }: TableVersion): string | undefined {
  return parameters['specifiedRetentionMillis'] ?? parameters['defaultRetentionMillis'];
}

/** Metrics that count the data files that a version took out of the table, as the different operations call them. */
const removedFileMetrics = [
  'numRemovedFiles',
  'numDeletedFiles',
  'numTargetFilesRemoved',
  'numRemovedDataFiles',
] as const;

const removingOperations =
  /^(?:DELETE|UPDATE|MERGE|OPTIMIZE|RESTORE|TRUNCATE|REORG|DROP PARTITION|(?:CREATE OR )?REPLACE TABLE.*)$/;

function removesFiles({ operation, parameters, metrics }: TableVersion): boolean {
  // VACUUM's numDeletedFiles are files that had left the table before.
  if (operation.startsWith('VACUUM')) return false;
  const counted = removedFileMetrics.flatMap((name) => metrics[name] ?? []);
  if (counted.length > 0) return counted.some((text) => Number(text) > 0);
  if (operation === 'WRITE') return /overwrite/i.test(parameters['mode'] ?? '');
  return removingOperations.test(operation);
}
