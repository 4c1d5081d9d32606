// What the folder of backups needs from a disk: files that appear whole or not at all, and failures told in words.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, open, readdir, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Problem } from '../../core/problem.js';
import { diskProblem } from '../notion/backups/disk-problem.js';
import { stopIfAborted } from './stop-if-aborted.js';

/** The folder that diskProblem knows. */
const elsewhere = 'notion-backups';

/** @param folder where under PPM_DATA_DIR the files are. @throws Problem not_possible when the disk is full or refuses */
export async function onDisk<Value>(folder: string, act: () => Promise<Value>): Promise<Value> {
  try {
    return await act();
  } catch (error) {
    const problem = diskProblem(error);
    if (!(problem instanceof Problem) || !problem.hint.includes(elsewhere)) throw problem;
    const hint = problem.hint.replaceAll(elsewhere, folder);
    throw new Problem(problem.code, problem.message, hint, { cause: problem.cause });
  }
}

/** A file for this user's eyes only, under its name when all of it is on the disk. */
export async function writeWhole(path: string, text: string): Promise<void> {
  await writeFile(`${path}.partial`, text, { mode: 0o600, flush: true });
  await rename(`${path}.partial`, path);
}

/** For this user's eyes only, and on the disk, whoever wrote it. */
export async function settle(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.chmod(0o600);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** @returns size in bytes and checksum in hex of what lies there */
export async function fingerprint(
  path: string,
  signal: AbortSignal,
): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  const chunks: AsyncIterable<Buffer> = createReadStream(path, { highWaterMark: 1024 * 1024 });
  for await (const chunk of chunks) {
    stopIfAborted(signal);
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { bytes, sha256: hash.digest('hex') };
}

/** Hands over a directory that nobody else may look into; it is gone afterwards. @param parent must be there */
export async function inPrivate<Value>(
  parent: string,
  act: (directory: string) => Promise<Value>,
): Promise<Value> {
  const directory = await mkdtemp(join(parent, privatePrefix));
  try {
    return await act(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** What names of those directories begin with. */
export const privatePrefix = '.private-';

/** Bytes that a file there may take. @param path may not be there yet: its nearest ancestor counts */
export async function freeBytesAt(path: string): Promise<number> {
  for (let place = path; ; place = dirname(place)) {
    const isThere = await stat(place).then(
      () => true,
      () => false,
    );
    if (!isThere && dirname(place) !== place) continue;
    const { bavail, bsize } = await statfs(place);
    return bavail * bsize;
  }
}

/** None where there is no such folder. */
export async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw error;
  });
}

/** What nobody finished for so long belongs to a process that died, milliseconds. */
const abandonedAfter = 24 * 60 * 60_000;

/**
 * Removes half-written files, private directories, and archives that never got a manifest.
 * @param ending of the archives, where they have a manifest beside them. @param now epoch milliseconds
 */
export async function removeAbandoned(folder: string, ending: RegExp, now: number): Promise<void> {
  const names = await namesIn(folder);
  const isLeft = (name: string): boolean =>
    name.endsWith('.partial') ||
    name.startsWith(privatePrefix) ||
    (ending.test(name) && !names.includes(name.replace(ending, '.json')));
  for (const name of names.filter(isLeft)) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => null);
    if (found && now - found.mtimeMs > abandonedAfter)
      await rm(path, { recursive: true, force: true });
  }
}
