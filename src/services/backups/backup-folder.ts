// Backups of MongoDB as files: <database>/<name>.archive.gz, or .archive.gz.enc, and beside each its manifest, written last.
import { mkdir, readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { mongoBackupSchema, type MongoBackup } from './backups.js';
import { namesIn, onDisk, removeAbandoned, writeWhole } from './on-disk.js';

/** Of an archive's name. */
const ending = /\.archive\.gz(?:\.enc)?$/;

export interface BackupFolder {
  directory: string;
  archiveOf(backup: Pick<MongoBackup, 'database' | 'name' | 'isEncrypted'>): string;
  /** Finished ones, newest first. */
  list(database?: string): Promise<MongoBackup[]>;
  /** Makes the directories that are missing, and removes what was abandoned. */
  prepare(database: string): Promise<void>;
  /** A name that no file there has. @param startedAt epoch milliseconds */
  freshName(database: string, startedAt: number): Promise<string>;
  /** From now on it counts. */
  keep(backup: MongoBackup): Promise<void>;
  remove(backup: MongoBackup): Promise<void>;
}

/** Every method throws Problem not_possible when the disk refuses. @param now epoch milliseconds */
export function backupFolder(directory: string, now: () => number): BackupFolder {
  const folderOf = (database: string): string => join(directory, database);
  const manifestOf = ({ database, name }: Pick<MongoBackup, 'database' | 'name'>): string =>
    join(folderOf(database), `${name}.json`);
  const archiveOf: BackupFolder['archiveOf'] = ({ database, name, isEncrypted }) =>
    join(folderOf(database), `${name}.archive.gz${isEncrypted ? '.enc' : ''}`);

  return {
    directory,
    archiveOf,
    list: (database) =>
      disk(async () => {
        const databases = database === undefined ? await namesIn(directory) : [database];
        const all = await Promise.all(
          databases
            .filter((name) => !name.startsWith('.'))
            .map(async (name) => manifestsIn(folderOf(name))),
        );
        return all.flat().toSorted((a, b) => b.startedAt - a.startedAt);
      }),
    prepare: (database) =>
      disk(async () => {
        await mkdir(folderOf(database), { recursive: true, mode: 0o700 });
        await removeAbandoned(directory, ending, now());
        await removeAbandoned(folderOf(database), ending, now());
      }),
    freshName: (database, startedAt) =>
      disk(async () => {
        const names = await namesIn(folderOf(database));
        for (let at = startedAt; ; at += 1) {
          const name = `${database}-${new Date(at).toISOString().replaceAll(':', '-')}`;
          if (!names.some((one) => one.startsWith(`${name}.`))) return name;
        }
      }),
    keep: (backup) => disk(() => writeWhole(manifestOf(backup), JSON.stringify(backup, null, 2))),
    // Without its manifest it counts no more; what is left of it when a process dies in between is removed later.
    remove: (backup) =>
      disk(async () => {
        await rm(manifestOf(backup), { force: true });
        await rm(archiveOf(backup), { force: true });
      }),
  };
}

const disk = <Value>(act: () => Promise<Value>): Promise<Value> => onDisk('mongo-backups', act);

async function manifestsIn(folder: string): Promise<MongoBackup[]> {
  const names = (await namesIn(folder)).filter((name) => name.endsWith('.json'));
  const all = await Promise.all(
    names.map((name) => manifestIn(folder, name.slice(0, -'.json'.length))),
  );
  return all.flatMap((backup) => (backup === null ? [] : [backup]));
}

/** Null for a file that is none: somebody's own, or one that names another file than that beside it. */
async function manifestIn(folder: string, name: string): Promise<MongoBackup | null> {
  try {
    const text = await readFile(join(folder, `${name}.json`), 'utf8');
    const backup = mongoBackupSchema.parse(JSON.parse(text));
    return backup.name === name && backup.database === basename(folder) ? backup : null;
  } catch {
    return null;
  }
}
