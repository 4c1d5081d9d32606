// Did a RESTORE happen, and did it do what was approved? Read from the table's history and state, never guessed.
import { z } from 'zod';
import type { Check, Reconciliation } from '../../core/operation.js';
import { instant, isVacuum } from './history.js';
import type { TableDetail, TableVersion } from './tables.js';

/** What a plan hands to run, verify, reconcile and undo. */
export const restoreData = z.object({
  catalog: z.string(),
  schema: z.string(),
  table: z.string(),
  /** Delta's id of the table. */
  id: z.string(),
  versionBefore: z.number().int(),
  version: z.number().int(),
  rowsBefore: z.number().int(),
  rowsExpected: z.number().int(),
});
export type RestoreData = z.infer<typeof restoreData>;

/** The table as it is after the run. */
export interface Found {
  /** Newest first, back to `versionBefore`. */
  history: readonly TableVersion[];
  detail: TableDetail;
  rows: number;
  user: string;
}

/** The checks of a finished run. */
export function restoreChecks(data: RestoreData, found: Found): Check[] {
  const { history, detail, rows, user } = found;
  const later = history.filter(
    (version) => version.version > data.versionBefore && !isVacuum(version),
  );
  const [newest] = later;
  // Alone after the version that was approved: nothing came in between, nothing came after.
  const ours = newest !== undefined && later.length === 1 && isOurs(newest, data, user);
  return [
    {
      name: 'The newest version is this restore',
      ok: ours,
      expected: `RESTORE to version ${data.version} by ${user}, on version ${data.versionBefore}`,
      actual: later.length === 0 ? 'no later version' : later.map(describe).join('; '),
    },
    check('Rows', String(data.rowsExpected), String(rows)),
    ...metricChecks(ours ? newest.metrics : {}, detail),
    check('The table is the same one (id)', data.id, detail.id),
  ];
}

function metricChecks(metrics: Readonly<Record<string, string>>, detail: TableDetail): Check[] {
  const files = metrics['numOfFilesAfterRestore'];
  const bytes = metrics['tableSizeAfterRestore'];
  return [
    ...(files === undefined ? [] : [check('Files', files, String(detail.files))]),
    ...(bytes === undefined ? [] : [check('Bytes', bytes, String(detail.bytes))]),
  ];
}

function check(name: string, expected: string, actual: string): Check {
  return { name, ok: expected === actual, expected, actual };
}

/** How far the clocks of the bot and of the warehouse may differ, milliseconds. */
const clockTolerance = 60_000;
/** Added to the time that a statement may take before it is believed that it has ended, milliseconds. */
const margin = 5_000;

export interface DoubtfulRestore {
  data: RestoreData;
  /** When the intent was stored, epoch milliseconds. */
  since: number;
  /** Taken BEFORE the history was read, or a restore that came in between would be overlooked. Epoch milliseconds. */
  askedAt: number;
  /** How long the statement can have been under way after `since` at most, milliseconds. */
  longest: number;
  history: readonly TableVersion[];
  user: string;
}

/** What became of a restore whose reply was lost or whose process died. */
export function settleRestore(doubt: DoubtfulRestore): Reconciliation {
  const { data, since, askedAt, longest, history, user } = doubt;
  const done = history.find(
    (version) =>
      version.version > data.versionBefore &&
      version.at >= since - clockTolerance &&
      isOurs(version, data, user),
  );
  if (done) return { outcome: 'done', evidence: `${describe(done)}.` };
  const oldest = history.at(-1);
  if (!oldest || oldest.version > data.versionBefore)
    return {
      outcome: 'unknown',
      evidence: `The history does not reach back to version ${data.versionBefore}.`,
    };
  const overAt = since + longest + margin;
  if (askedAt < overAt)
    return {
      outcome: 'unknown',
      evidence: `No such RESTORE in the history, but until ${instant(overAt)} it can still be under way.`,
    };
  return {
    outcome: 'not-done',
    evidence: `There is no RESTORE to version ${data.version} by ${user} after version ${data.versionBefore}, and none can be under way any more.`,
  };
}

function isOurs(version: TableVersion, data: RestoreData, user: string): boolean {
  return (
    version.operation === 'RESTORE' &&
    version.user === user &&
    version.parameters['version'] === String(data.version)
  );
}

function describe({ version, operation, parameters, user, at }: TableVersion): string {
  const to = parameters['version'];
  const what = operation === 'RESTORE' && to !== undefined ? `RESTORE to version ${to}` : operation;
  return `version ${version} is a ${what} by ${user} at ${instant(at)}`;
}
