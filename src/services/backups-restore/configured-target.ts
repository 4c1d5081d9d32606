// Which configured database a backup belongs to, and which backup somebody means. (Runbook 4 "Restore from Backup")
import { Problem } from '../../core/problem.js';
import type { BackupTarget, MongoBackup, MongoBackups } from '../backups/backups.js';
import type { Where } from '../mongodb/mongo-admin.js';

/**
 * A backup by its name, or a safety backup by the label that its run gave it (`before-…`).
 * @throws Problem invalid_input naming the nearest ones
 */
export async function backupNamed(
  backups: Pick<MongoBackups, 'list' | 'named'>,
  name: string,
): Promise<MongoBackup> {
  const wanted = name.trim();
  const labelled = (await backups.list()).find(
    ({ label, reason }) => reason === 'safety' && label === wanted,
  );
  return labelled ?? backups.named(wanted, 'name');
}

/** @throws Problem invalid_input where ppm.config.yaml has another database now, or none */
export function targetOf(
  { targets }: Pick<MongoBackups, 'targets'>,
  { name, system, database }: MongoBackup,
): BackupTarget {
  const found = targets.find((one) => one.system === system && one.database === database);
  if (found) return found;
  const now = targets.map((one) => `${one.database} of ${one.system}`);
  throw new Problem(
    'invalid_input',
    `${name} is a backup of ${database} of ${system}, which is not configured now.`,
    now.length > 0
      ? `ppm.config.yaml has ${now.join(', ')}. Correct systems.${system}.mongodb there, or choose another backup.`
      : `No system in ppm.config.yaml has a MongoDB database: add systems.${system}.mongodb.`,
    { field: 'name' },
  );
}

/**
 * The database that somebody names, or null for all.
 * @throws Problem invalid_input naming what there is
 */
export function databaseGiven(
  { targets }: Pick<MongoBackups, 'targets'>,
  given: string | undefined,
): BackupTarget | null {
  if (given === undefined) return null;
  const wanted = given.trim();
  const found = targets.find(({ database, system }) => database === wanted || system === wanted);
  if (found) return found;
  throw new Problem(
    'invalid_input',
    `There is no database ${JSON.stringify(wanted.slice(0, 60))} that is backed up.`,
    targets.length > 0
      ? `There are ${targets.map(({ database }) => database).join(', ')}.`
      : 'None is configured: add systems.<name>.mongodb to ppm.config.yaml.',
    { field: 'database' },
  );
}

export function whereOf({ setting, database }: BackupTarget): Where {
  return { setting, database };
}
