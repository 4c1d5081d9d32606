// Which earlier version of a table somebody means, by number or by time, and whether its files are still there.
import { z } from 'zod';
import { Problem } from '../../core/problem.js';
import { earliestRestorable, instant, vacuumedSince, versionAt } from './history.js';
import { historyBackTo, knownTable } from './look-up.js';
import { showTable, type TableName } from './table-name.js';
import type { Tables, TableVersion } from './tables.js';

/** The two inputs of which exactly one has to be given. */
export const versionInputs = {
  version: z.coerce.number().int().min(0).optional().describe('Version, as table history lists'),
  at: z.iso
    .datetime({ offset: true })
    .optional()
    .describe('Or a time, such as 2026-01-15T10:00:00Z: the version that was current then'),
};

export interface Moment {
  version?: number | undefined;
  at?: string | undefined;
}

/** For `superRefine`. On `version` where both are missing, so that a form asks for it. */
export function oneMoment(
  { version, at }: Moment,
  context: { addIssue(issue: { code: 'custom'; path: string[]; message: string }): void },
): void {
  if (version === undefined && at === undefined)
    context.addIssue({
      code: 'custom',
      path: ['version'],
      message: 'Give --version, or --at for a time.',
    });
  if (version !== undefined && at !== undefined)
    context.addIssue({
      code: 'custom',
      path: ['at'],
      message: 'Give --version or --at, not both.',
    });
}

export interface PickedVersion {
  current: TableVersion;
  target: TableVersion;
  /** Newest first, from the current version back to the target at least. */
  history: TableVersion[];
  /** Set where a VACUUM has deleted files of the target. */
  gone: Problem | null;
}

/** @throws Problem not_found: no such table, version or time */
export async function pickVersion(
  tables: Tables,
  table: TableName,
  { version, at }: Moment,
  signal?: AbortSignal,
): Promise<PickedVersion> {
  const time = at === undefined ? undefined : Date.parse(at);
  const enough = (listed: TableVersion): boolean =>
    time === undefined ? listed.version <= (version ?? 0) : listed.at <= time;
  const history = await knownTable(
    tables,
    table,
    () => historyBackTo(tables, table, { enough, ...(signal ? { signal } : {}) }),
    signal,
  );
  const [current] = history;
  if (!current)
    throw new Problem(
      'not_found',
      `${showTable(table)} has no history.`,
      'Only Delta tables have one.',
      { field: 'table' },
    );
  const target =
    time === undefined
      ? history.find((listed) => listed.version === version)
      : versionAt(history, time);
  if (!target) throw noSuchVersion(table, version, history);
  return { current, target, history, gone: goneProblem(table, target, history) };
}

function noSuchVersion(
  table: TableName,
  version: number | undefined,
  history: readonly TableVersion[],
): Problem {
  return new Problem(
    'not_found',
    `${showTable(table)} has no version ${version ?? ''}.`,
    `Its history has versions ${history.at(-1)?.version ?? 0} to ${history[0]?.version ?? 0}.`,
    { field: 'version' },
  );
}

function goneProblem(
  table: TableName,
  target: TableVersion,
  history: readonly TableVersion[],
): Problem | null {
  const vacuum = vacuumedSince(history, target.version);
  if (!vacuum) return null;
  const earliest = earliestRestorable(history);
  return new Problem(
    'history_gone',
    `Version ${target.version} of ${showTable(table)} can't be brought back: a VACUUM by ${vacuum.user} (version ${vacuum.version}, ${instant(vacuum.at)}) has deleted its files.`,
    earliest
      ? `The earliest version that can be restored is ${earliest.version}, of ${instant(earliest.at)}.`
      : 'No earlier version can be restored.',
    { field: 'version' },
  );
}
