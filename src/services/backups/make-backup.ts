// Makes one backup: mongodump into a file that nobody counts yet, read back, encrypted, copied off-site; its manifest last.
import { rename, rm, stat, writeFile } from 'node:fs/promises';
import { Problem } from '../../core/problem.js';
import type { BackupTarget, CollectionShape, MongoBackup } from './backups.js';
import { checkTarget } from './check-target.js';
import { collectionsIn } from './collections-in.js';
import { addressFor, writeConnection } from './connection-file.js';
import { copyOffsite } from './copy-offsite.js';
import { fingerprint, inPrivate, onDisk, settle } from './on-disk.js';
import { uriOf, type On, type Parts } from './parts.js';
import { dumpProgress } from './progress.js';
import { filled, runSafely, toolsHowTo } from './tool-run.js';

/** @throws Problem like MongoBackups.make; nothing is left then */
export async function makeBackup(
  parts: Parts,
  target: BackupTarget,
  what: Pick<MongoBackup, 'reason' | 'label'>,
  on: On,
): Promise<MongoBackup> {
  const { folder, rules, now } = parts;
  const { system, database } = target;
  const startedAt = now();
  const { dataBytes } = await checkTarget(parts, target, on.signal);
  await folder.prepare(database);
  const isEncrypted = rules.encrypt !== undefined;
  const name = await folder.freshName(database, startedAt);
  const path = folder.archiveOf({ database, name, isEncrypted });
  const dumped = `${folder.archiveOf({ database, name, isEncrypted: false })}.partial`;
  const partial = `${path}.partial`;
  try {
    await dump(parts, target, dumped, on);
    const collections = await readBack(parts, target, dumped, on);
    if (isEncrypted) await encrypt(parts, { from: dumped, to: partial }, on);
    const file = await disk(async () => {
      await settle(partial);
      return fingerprint(partial, on.signal);
    });
    await disk(() => rename(partial, path));
    const isOffsite = await copyOffsite(parts, path, on);
    const backup: MongoBackup = {
      name,
      system,
      database,
      startedAt,
      endedAt: now(),
      ...file,
      isEncrypted,
      dataBytes,
      collections,
      ...what,
      isOffsite,
      verifiedAt: null,
    };
    await folder.keep(backup);
    return backup;
  } catch (error) {
    for (const left of [dumped, partial, path]) await rm(left, { force: true });
    throw error;
  }
}

async function dump(
  { folder, commands, rules, ...parts }: Parts,
  { database, setting }: BackupTarget,
  path: string,
  { run, signal, tell }: On,
): Promise<void> {
  const address = addressFor(uriOf(parts, setting), setting);
  // mongodump would make it readable for everybody.
  await disk(() => writeFile(path, '', { mode: 0o600, flag: 'wx' }));
  await disk(() =>
    inPrivate(folder.directory, async (directory) => {
      const config = await writeConnection(directory, address);
      const ways = [`--config=${config}`, `--db=${database}`, `--archive=${path}`, '--gzip'];
      const call = {
        name: 'mongodump',
        words: [...rules.mongodump, ...ways],
        pass: [],
        timeoutMs: rules.timeoutMinutes * 60_000,
        howTo: toolsHowTo,
      };
      await runSafely(commands, call, { run, signal, heard: dumpProgress(tell) });
    }),
  );
}

/** What is really in it. @throws Problem outside_refused when mongodump has not written all of it */
async function readBack(
  parts: Parts,
  { database }: BackupTarget,
  path: string,
  { signal, tell }: On,
): Promise<CollectionShape[]> {
  tell('reading it back');
  try {
    return await collectionsIn(path, database, signal);
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'not_possible') throw error;
    parts.log.warn(
      { database, why: error.message },
      'mongodump ended well, but its archive is wrong',
    );
    throw new Problem(
      'outside_refused',
      `mongodump ended well, but what it wrote can't be used: ${error.message}`,
      'Nothing of it is kept. Look in the thread at what it said, and at the disk; then ask for it again.',
      { cause: error },
    );
  }
}

async function encrypt(
  { rules, commands }: Parts,
  { from, to }: { from: string; to: string },
  { run, signal, tell }: On,
): Promise<void> {
  tell('encrypting');
  const call = {
    name: 'The command that encrypts backups',
    words: filled(rules.encrypt ?? [], { in: from, out: to }),
    pass: rules.pass,
    timeoutMs: rules.timeoutMinutes * 60_000,
    howTo: 'Correct backups.encrypt in ppm.config.yaml, or install its program where the bot runs.',
  };
  await runSafely(commands, call, { run, signal });
  const written = await stat(to).catch(() => null);
  if (!written || written.size === 0)
    throw new Problem(
      'outside_refused',
      'The command that encrypts backups ended well and wrote nothing.',
      'Correct backups.encrypt in ppm.config.yaml: it reads {in} and writes {out}.',
    );
  await disk(() => rm(from));
}

const disk = <Value>(act: () => Promise<Value>): Promise<Value> => onDisk('mongo-backups', act);
