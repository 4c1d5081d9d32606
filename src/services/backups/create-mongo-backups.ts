// Backups of the MongoDB databases that ppm.config.yaml names.
import { distance } from 'fastest-levenshtein';
import { Problem } from '../../core/problem.js';
import type { Systems } from '../systems/systems.js';
import { backupFolder } from './backup-folder.js';
import type { BackupTarget, MongoBackup, MongoBackups } from './backups.js';
import { checkTarget } from './check-target.js';
import { inspectBackup } from './inspect-backup.js';
import { makeBackup } from './make-backup.js';
import { freeBytesAt } from './on-disk.js';
import type { Parts } from './parts.js';
import { restoreBackup } from './restore-backup.js';
import { kept } from './retention.js';

export interface MongoBackupsOptions extends Omit<Parts, 'targets' | 'folder' | 'freeBytesAt'> {
  systems: Systems;
  /** For example data/mongo-backups; made when it is needed. */
  directory: string;
  /** In tests: as if the disk had so much room. */
  freeBytesAt?: Parts['freeBytesAt'];
}

export function createMongoBackups(options: MongoBackupsOptions): MongoBackups {
  const { systems, directory, rules, now } = options;
  const folder = backupFolder(directory, now);
  const targets = targetsOf(systems);
  const parts: Parts = { freeBytesAt, ...options, folder, targets };
  const keptOf = (backups: readonly MongoBackup[]): ReturnType<MongoBackups['kept']> =>
    kept(backups, rules.keep, rules.timeZone, now());

  return {
    targets,
    directory,
    policy: {
      isEncrypting: rules.encrypt !== undefined,
      isOffsite: rules.offsite !== undefined,
      oddSizePercent: rules.oddSizePercent,
    },
    list: (database) => folder.list(database),
    async named(name, field = 'name') {
      const all = await folder.list();
      const found = all.find((backup) => backup.name === name);
      if (found) return found;
      throw unknown(name, all, field);
    },
    check: (target, signal) => checkTarget(parts, target, signal),
    make: (target, what, on) => makeBackup(parts, target, what, on),
    inspect: (backup, on) => inspectBackup(parts, backup, on),
    restore: (backup, into, on) => restoreBackup(parts, backup, into, on),
    async markVerified(backup, at) {
      const same = (await folder.list(backup.database)).find(({ name }) => name === backup.name);
      if (same) await folder.keep({ ...same, verifiedAt: at });
    },
    kept: keptOf,
    async prune(database) {
      const all = await folder.list(database);
      // Two systems may call their databases the same; each keeps its own.
      const stay = new Set(
        [...new Set(all.map(({ system }) => system))].flatMap((system) => [
          ...keptOf(all.filter((backup) => backup.system === system)).keys(),
        ]),
      );
      const gone = all.filter(({ name }) => !stay.has(name));
      for (const backup of gone) await folder.remove(backup);
      return gone.map(({ name }) => name);
    },
  };
}

function targetsOf(systems: Systems): BackupTarget[] {
  return Object.entries(systems).flatMap(([system, { environment, mongodb }]) =>
    mongodb?.backup === true
      ? [{ system, environment, database: mongodb.database, setting: mongodb.setting }]
      : [],
  );
}

function unknown(name: string, all: readonly MongoBackup[], field: string): Problem {
  const given = name.slice(0, 100);
  const near = all
    .map((backup) => ({ name: backup.name, far: distance(given.toLowerCase(), backup.name) }))
    .toSorted((a, b) => a.far - b.far)
    .slice(0, 3);
  return new Problem(
    'invalid_input',
    `There is no backup ${JSON.stringify(given)}.`,
    near.length > 0
      ? `There are ${near.map((one) => one.name).join(', ')}.`
      : 'There are none at all yet: make one with `backup now`.',
    { field },
  );
}
