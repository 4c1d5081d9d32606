// Puts a backup back with mongorestore, into its own database or another one.
import { Problem } from '../../core/problem.js';
import type { BackupTarget, MongoBackup } from './backups.js';
import { addressFor, writeConnection } from './connection-file.js';
import { withArchive } from './inspect-backup.js';
import { inPrivate, onDisk } from './on-disk.js';
import { uriOf, type On, type Parts } from './parts.js';
import { restoreProgress } from './progress.js';
import { runTool, toolsHowTo } from './tool-run.js';

/**
 * Collections of the backup are dropped first; those that came after it stay.
 * @param into name of another database on the same server; null: its own
 * @throws Problem not_possible when nothing was begun; outside_refused, outcome_unknown, cancelled when it may have put some
 * of it back
 */
export async function restoreBackup(
  parts: Parts,
  backup: MongoBackup,
  into: string | null,
  on: On,
): Promise<void> {
  const { commands, folder, rules } = parts;
  const { setting } = targetOf(parts.targets, backup);
  const address = addressFor(uriOf(parts, setting), setting);
  const { database } = backup;
  const { heard, failed } = restoreProgress(on.tell);
  await onDisk('mongo-backups', () =>
    withArchive(parts, backup, on, (archive) =>
      inPrivate(folder.directory, async (directory) => {
        const call = {
          name: 'mongorestore',
          words: [
            ...rules.mongorestore,
            `--config=${await writeConnection(directory, address)}`,
            `--archive=${archive}`,
            '--gzip',
            '--drop',
            `--nsInclude=${database}.*`,
            ...(into === null ? [] : [`--nsFrom=${database}.*`, `--nsTo=${into}.*`]),
            '--stopOnError',
          ],
          pass: [],
          timeoutMs: rules.timeoutMinutes * 60_000,
          howTo: toolsHowTo,
          isLasting: true as const,
        };
        await runTool(commands, call, { ...on, heard });
      }),
    ),
  );
  if (failed() > 0)
    throw new Problem(
      'outside_refused',
      `mongorestore could not put back ${failed().toLocaleString('en')} documents.`,
      'What it said stands in the thread of this run.',
    );
}

function targetOf(
  targets: readonly BackupTarget[],
  { system, database }: MongoBackup,
): BackupTarget {
  const target = targets.find((one) => one.system === system && one.database === database);
  if (target) return target;
  throw new Problem(
    'not_possible',
    `${system} no longer has the database ${database} in ppm.config.yaml.`,
    'Put it back there under systems, mongodb, and restart the bot.',
  );
}
