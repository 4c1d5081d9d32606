// Reads a backup to its end: that its file is there, whole, what was written, and of its database. And hands over its plain
// archive, which for an encrypted one is a file of its own while it is used.
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Problem } from '../../core/problem.js';
import { sizeText } from '../backups-restore/bytes.js';
import type { CollectionShape, MongoBackup } from './backups.js';
import { collectionsIn } from './collections-in.js';
import { fingerprint, inPrivate, onDisk, settle } from './on-disk.js';
import type { On, Parts } from './parts.js';
import { filled, runSafely } from './tool-run.js';

const another = 'Choose another backup. If there are more like it, look at the disk.';

/** @throws Problem not_possible, one for each fault; outside_refused where it can't be decrypted; cancelled */
export async function inspectBackup(parts: Parts, backup: MongoBackup, on: On): Promise<void> {
  const path = parts.folder.archiveOf(backup);
  const { size } = await onDisk('mongo-backups', () => stat(path));
  if (size < backup.bytes)
    throw fault(
      backup,
      `is cut short: ${sizeText(size)} of its ${sizeText(backup.bytes)} are there`,
    );
  on.tell('checking its checksum');
  const { sha256 } = await onDisk('mongo-backups', () => fingerprint(path, on.signal));
  if (sha256 !== backup.sha256)
    throw fault(backup, 'has another checksum than when it was written');

  await withArchive(parts, backup, on, async (archive) => {
    on.tell('reading it to its end');
    const found = await collectionsIn(archive, backup.database, on.signal, (bytes) =>
      on.tell(`reading it to its end: ${sizeText(bytes)}`, bytes),
    );
    const different = differing(backup.collections, found);
    if (different !== undefined)
      throw fault(backup, `holds something else in ${different} than its manifest says`);
  });
}

/** @param act gets the path of an archive that mongorestore can read */
export async function withArchive<Value>(
  parts: Parts,
  backup: MongoBackup,
  on: On,
  act: (path: string) => Promise<Value>,
): Promise<Value> {
  const { folder, rules } = parts;
  if (!backup.isEncrypted) return act(folder.archiveOf(backup));
  const words = rules.decrypt;
  if (!words)
    throw new Problem(
      'not_possible',
      `The backup ${backup.name} is encrypted, and there is no command to decrypt it.`,
      'Set backups.decrypt in ppm.config.yaml and restart the bot.',
    );
  const free = await parts.freeBytesAt(folder.directory);
  if (free < backup.bytes)
    throw new Problem(
      'not_possible',
      `There is too little room to decrypt the backup ${backup.name}: it needs ${sizeText(backup.bytes)}, and ${sizeText(free)} are free.`,
      `Free some space at ${folder.directory}.`,
    );
  return inPrivate(folder.directory, async (directory) => {
    const plain = join(directory, 'archive.gz');
    on.tell('decrypting');
    await runSafely(
      parts.commands,
      {
        name: 'The command that decrypts backups',
        words: filled(words, { in: folder.archiveOf(backup), out: plain }),
        pass: rules.pass,
        timeoutMs: rules.timeoutMinutes * 60_000,
        howTo:
          'Correct backups.decrypt in ppm.config.yaml, or install its program where the bot runs.',
      },
      on,
    );
    await settle(plain).catch((error: unknown) => {
      throw new Problem(
        'outside_refused',
        'The command that decrypts backups ended well and wrote nothing.',
        'Correct backups.decrypt in ppm.config.yaml: it reads {in} and writes {out}.',
        { cause: error },
      );
    });
    return act(plain);
  });
}

/** Name of a collection that is not the same in both. */
function differing(
  expected: readonly CollectionShape[],
  found: readonly CollectionShape[],
): string | undefined {
  const counts = (all: readonly CollectionShape[]): Map<string, number> =>
    new Map(all.map(({ name, documents }) => [name, documents]));
  const [then, now] = [counts(expected), counts(found)];
  return [...then.keys(), ...now.keys()].find((name) => then.get(name) !== now.get(name));
}

function fault({ name }: MongoBackup, what: string): Problem {
  return new Problem('not_possible', `The backup ${name} ${what}.`, another);
}
