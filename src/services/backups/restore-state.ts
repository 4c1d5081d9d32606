// Puts the bot's memory back from a backup, for a bot that is stopped and has none: the file is read to its end before
// anything is written, and ppm.db appears whole and last, or not at all.
import { lstat, mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Problem } from '../../core/problem.js';
import { countsIn, giveUpLog } from '../store/sqlite-copying.js';
import { connect } from '../store/sqlite-connection.js';
import { sqliteProblem } from '../store/sqlite-problem.js';
import { checkStateFile, readInWords, type CheckedStateFile } from './check-state-file.js';
import { restoreIntoMongo } from './restore-into-mongo.js';
import { refuseDifferent } from './restored-counts.js';
import { writeWhole } from './on-disk.js';
import { stopIfAborted } from './stop-if-aborted.js';

export interface RestoredState extends CheckedStateFile {
  /** Path of the new ppm.db, or the database in MongoDB. */
  memory: string;
  /** Where the configuration of then is; `kept` a file of that name was there, `lost` the disk refused. */
  config: { path: string; outcome: 'written' | 'kept' | 'lost' | 'none' };
}

export interface RestoreState {
  /** `state-….jsonl.gz` */
  file: string;
  /** PPM_DATA_DIR; made where it is missing. */
  directory: string;
  /** MONGODB_URI: where it is given, the memory comes back there. */
  uri?: string | undefined;
  signal: AbortSignal;
}

/**
 * @throws Problem of checkStateFile; not_possible where there is a memory; target_busy while another one restores;
 * store_unavailable where the directory can't be written; cancelled. After each of them all is as it was; a database that was
 * begun has to be dropped.
 */
export async function restoreState(on: RestoreState): Promise<RestoredState> {
  const checked = await checkStateFile(on.file, on.signal);
  const memory =
    on.uri === undefined
      ? await restoreIntoFile(on, checked)
      : await restoreIntoMongo({ ...on, uri: on.uri, expected: checked.collections });
  await mkdir(on.directory, { recursive: true, mode: 0o700 });
  const path = join(on.directory, 'ppm.config.restored.yaml');
  const outcome = await keepConfig(path, checked.header.config);
  return { ...checked, memory, config: { path, outcome } };
}

/** @returns its path */
async function restoreIntoFile(
  { file, directory, signal }: RestoreState,
  checked: CheckedStateFile,
): Promise<string> {
  await inWords(async () => {
    // Said after the check: nobody moves a memory away for a backup that is of no use.
    await refuseMemory(directory);
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await alone(join(directory, 'ppm.db.restoring'), async (place) => {
      await fill(place, file, checked.collections, signal);
      // A supervisor may have started the bot meanwhile.
      await refuseMemory(directory);
      await rename(join(place, 'ppm.db'), join(directory, 'ppm.db'));
    });
    await settleNames(directory);
  });
  return join(directory, 'ppm.db');
}

/** A log without its database would be taken for the new one's. */
async function refuseMemory(directory: string): Promise<void> {
  const there: string[] = [];
  for (const name of ['ppm.db', 'ppm.db-wal', 'ppm.db-shm', 'ppm.db-journal'])
    if (await isThere(join(directory, name))) there.push(join(directory, name));
  if (there.length === 0) return;
  throw new Problem(
    'not_possible',
    `The bot has a memory already: ${there.join(', ')}.`,
    'Stop every process of ppm-oncall, move it away (all of these files together), and restore again. The backup is whole; nothing was written.',
  );
}

/** Hands over a new directory that is gone afterwards. */
async function alone(place: string, act: (place: string) => Promise<void>): Promise<void> {
  await mkdir(place, { mode: 0o700 }).catch((error: unknown) => {
    if (!hasCode(error, 'EEXIST')) throw error;
    throw new Problem(
      'target_busy',
      `Another restore is under way, or was killed: there is ${place}.`,
      'Where none is under way, remove it and restore again. Nothing that counts is in it.',
    );
  });
  try {
    await act(place);
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

/** Makes a database of all documents in one transaction. @throws Problem where it doesn't hold what was read before */
async function fill(
  place: string,
  file: string,
  expected: Record<string, number>,
  signal: AbortSignal,
): Promise<void> {
  const connection = connect(place);
  try {
    connection.define('BEGIN IMMEDIATE');
    await readInWords(file, {
      document({ collection, id, revision, doc }) {
        stopIfAborted(signal);
        const values = [collection, id, revision, JSON.stringify(doc)];
        // One that comes twice is missing in the counts.
        connection.all('INSERT INTO documents VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING', values);
      },
    });
    connection.define('COMMIT');
    refuseDifferent(expected, countsIn(connection));
    // A rename would leave the log behind.
    giveUpLog(connection);
  } finally {
    connection.close();
  }
}

async function keepConfig(
  path: string,
  text: string | null,
): Promise<RestoredState['config']['outcome']> {
  if (text === null) return 'none';
  try {
    if (await isThere(path)) return 'kept';
    await writeWhole(path, text);
    return 'written';
  } catch {
    // The memory is back, which is what counts.
    await rm(`${path}.partial`, { force: true }).catch(() => undefined);
    return 'lost';
  }
}

/** A new name is on the disk when its directory is. Not every file system can be asked. */
async function settleNames(directory: string): Promise<void> {
  const handle = await open(directory).catch(() => null);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

async function inWords(act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    const isOfTheDisk = error instanceof Error && 'syscall' in error;
    throw isOfTheDisk ? sqliteProblem(error) : error;
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
