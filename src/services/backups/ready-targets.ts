// Which databases a run can back up, and what it has made already.
import { Problem } from '../../core/problem.js';
import type { BackupTarget, MongoBackup, MongoBackups } from './backups.js';
import { isOf, nameOf } from './find-target.js';

export interface Ready {
  target: BackupTarget;
  /** Of mongodump. */
  version: string;
  dataBytes: number;
}

/** Each with what it takes. @throws Problem of the first where none can be backed up */
export async function readyTargets(
  targets: readonly BackupTarget[],
  mongoBackups: MongoBackups,
  signal: AbortSignal,
): Promise<{ ready: Ready[]; unread: { name: string; why: string }[] }> {
  const ready: Ready[] = [];
  const failed: { name: string; problem: Problem }[] = [];
  for (const target of targets)
    try {
      const { version, dataBytes } = await mongoBackups.check(target, signal);
      ready.push({ target, version, dataBytes });
    } catch (error) {
      if (!(error instanceof Problem) || error.code === 'cancelled') throw error;
      failed.push({ name: nameOf(target), problem: error });
    }
  const [first] = failed;
  if (ready.length === 0 && first) throw first.problem;
  return { ready, unread: failed.map(({ name, problem }) => ({ name, why: problem.message })) };
}

/** What this run has made of a database, also in a process that died. */
export async function madeBy(
  run: string,
  place: { system: string; database: string },
  mongoBackups: MongoBackups,
): Promise<MongoBackup | null> {
  const all = await mongoBackups.list(place.database);
  return all.find((backup) => backup.label === run && isOf(place, backup)) ?? null;
}
