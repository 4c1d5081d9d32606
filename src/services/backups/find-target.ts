// Finds the database that somebody means among those that can be backed up.
import { distance } from 'fastest-levenshtein';
import { Problem } from '../../core/problem.js';
import type { BackupTarget, MongoBackup } from './backups.js';

/** What it is called where two systems may call theirs the same. */
export function nameOf({ system, database }: Pick<BackupTarget, 'system' | 'database'>): string {
  return `${system}/${database}`;
}

export function isOf(
  { system, database }: Pick<BackupTarget, 'system' | 'database'>,
  backup: MongoBackup,
): boolean {
  return backup.system === system && backup.database === database;
}

/**
 * @param wanted name of a database, of its system, or both with a slash; without it all are meant
 * @throws Problem invalid_input (database) naming the nearest ones, not_possible where none is configured
 */
export function targetsNamed(
  targets: readonly BackupTarget[],
  wanted: string | undefined,
): BackupTarget[] {
  if (targets.length === 0)
    throw new Problem(
      'not_possible',
      'No system in ppm.config.yaml has a MongoDB database to back up.',
      'Add `mongodb: { database: … }` to a system there and restart the bot.',
    );
  if (wanted === undefined) return [...targets];
  const name = wanted.trim().toLowerCase();
  const found = targets.filter(
    (target) =>
      target.database.toLowerCase() === name ||
      target.system === name ||
      nameOf(target).toLowerCase() === name,
  );
  if (found.length === 1) return found;
  if (found.length > 1)
    throw new Problem(
      'invalid_input',
      `More than one system has a database ${wanted.slice(0, 60)}.`,
      `Write ${found.map(nameOf).join(' or ')}.`,
      { field: 'database' },
    );
  const near = [...new Set(targets.flatMap(({ database, system }) => [database, system]))]
    .map((one) => ({ one, far: distance(name.slice(0, 60), one.toLowerCase()) }))
    .toSorted((a, b) => a.far - b.far)
    .slice(0, 5);
  throw new Problem(
    'invalid_input',
    `There is no MongoDB database ${JSON.stringify(wanted.slice(0, 60))} to back up.`,
    `There are ${near.map(({ one }) => one).join(', ')}.`,
    { field: 'database' },
  );
}
