// What a restore would mean, in words: facts, changes and warnings of its plan. Nothing in them changes by itself.
import { Problem } from '../../core/problem.js';
import type { Plan } from '../../core/plan.js';
import type { Overview } from '../overview.js';
import { instant, isVacuum } from './history.js';
import { showTable, type TableName } from './table-name.js';
import type { TableDetail, TableVersion } from './tables.js';
import type { PickedVersion } from './target-version.js';
import { effectText } from './version-effect.js';

export interface RestoreView {
  picked: PickedVersion;
  detail: TableDetail;
  rowsNow: number;
  rowsAfter: number;
}

/** The environment that the table's catalog belongs to. @throws Problem invalid_input: it is nobody's */
export function environmentOf(
  { catalog }: TableName,
  environments: Overview['environments'],
): string {
  const owners = Object.entries(environments).filter(([, { catalogs }]) =>
    catalogs.includes(catalog),
  );
  // One that two environments share is treated as the stricter of them.
  const [owner] = owners.find(([, { production }]) => production) ?? owners[0] ?? [];
  if (owner !== undefined) return owner;
  throw new Problem(
    'invalid_input',
    `The catalog ${catalog} belongs to no environment.`,
    'Only catalogs that ppm.config.yaml lists under environments can be changed.',
    { field: 'table' },
  );
}

/** @throws Problem not_possible: the rows are those of the target already; history_gone: its files were deleted */
export function assertRestorable(
  table: TableName,
  { current, target, history, gone }: PickedVersion,
): void {
  if (undone(history, target).length === 0)
    throw new Problem(
      'not_possible',
      `There is nothing to restore: ${showTable(table)} is at version ${current.version} and holds the rows of version ${target.version}.`,
      'See `table history` for earlier versions.',
      { field: 'version' },
    );
  if (gone) throw gone;
}

export function restoreFacts({ picked, detail, rowsNow, rowsAfter }: RestoreView): Plan['facts'] {
  return [
    { label: 'Current version', value: versionText(picked.current) },
    { label: 'Target version', value: versionText(picked.target) },
    { label: 'Rows now', value: String(rowsNow) },
    { label: 'Rows after', value: String(rowsAfter) },
    { label: 'Files now', value: String(detail.files) },
    { label: 'Bytes now', value: String(detail.bytes) },
  ];
}

export function restoreChanges({ picked, rowsNow, rowsAfter }: RestoreView): Plan['changes'] {
  return [
    {
      label: 'Content',
      before: `version ${picked.current.version}`,
      after: `version ${picked.target.version}`,
    },
    { label: 'Rows', before: String(rowsNow), after: String(rowsAfter) },
  ];
}

/** How many of the versions that will be undone are named. */
const named = 5;

export function restoreWarnings({ picked, rowsNow, rowsAfter }: RestoreView): string[] {
  const later = undone(picked.history, picked.target);
  return [
    ...later
      .slice(0, named)
      .map((version) => `Will be undone: version ${versionText(version)}: ${effectText(version)}`),
    ...(later.length > named
      ? [`Will be undone too: ${later.length - named} earlier versions`]
      : []),
    ...(rowsAfter < rowsNow
      ? [`The table will have ${rowsNow - rowsAfter} rows fewer than now.`]
      : []),
    `The next VACUUM deletes the files that leave the table now, once its retention (7 days unless set otherwise) is over: until then this can be undone.`,
  ];
}

/** The versions after `target` that changed anything, newest first. */
function undone(history: readonly TableVersion[], target: TableVersion): TableVersion[] {
  return history.filter((version) => version.version > target.version && !isVacuum(version));
}

function versionText({ version, operation, user, at }: TableVersion): string {
  return `${version} (${operation} by ${user}, ${instant(at)})`;
}
