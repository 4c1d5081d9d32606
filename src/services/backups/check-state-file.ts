// Whether a file is a whole backup of the bot's memory, told in words, before anybody relies on it.
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { canonicalJson } from '../../core/json.js';
import { Problem } from '../../core/problem.js';
import { plural } from '../backups-restore/bytes.js';
import { fingerprint } from './on-disk.js';
import { stateBackupSchema, type StateBackup } from './state-backups.js';
import { readStateFile, type StateHeader, type StateReader } from './state-file.js';
import { stopIfAborted } from './stop-if-aborted.js';

export interface CheckedStateFile {
  header: StateHeader;
  /** Documents by collection, as they were read. */
  collections: Record<string, number>;
  /** Null where there is none beside it. */
  manifest: StateBackup | null;
}

const where = 'Backups are the files state-….jsonl.gz in state-backups under PPM_DATA_DIR.';

/**
 * Reads it to its end, and holds it against the manifest beside it. Changes nothing.
 * @throws Problem not_found; invalid_input for what is no backup; not_possible for a damaged one; cancelled
 */
export async function checkStateFile(path: string, signal: AbortSignal): Promise<CheckedStateFile> {
  await mustBeFile(path);
  const manifest = await manifestBeside(path);
  if (manifest !== null) await mustFit(path, manifest, signal);
  const headers: StateHeader[] = [];
  const collections = await readInWords(path, {
    header: (one) => void headers.push(one),
    document: () => stopIfAborted(signal),
  });
  const [header] = headers;
  if (!header) throw foreign(path);
  if (manifest !== null && canonicalJson(manifest.collections) !== canonicalJson(collections))
    throw damaged(path, 'it does not hold the documents that its manifest says');
  return { header, collections, manifest };
}

/**
 * readStateFile, with what is wrong told in words.
 * @throws Problem invalid_input, not_possible; what the reader throws
 */
export async function readInWords(
  path: string,
  reader: StateReader,
): Promise<Record<string, number>> {
  let isBackup = false;
  let documents = 0;
  const thrown: unknown[] = [];
  // A pipeline that is still busy when its last part throws tells an AbortError instead.
  const hand = async (act: () => void | Promise<void>): Promise<void> => {
    try {
      await act();
    } catch (error) {
      thrown.push(error);
      throw error;
    }
  };
  try {
    return await readStateFile(path, {
      async header(header) {
        isBackup = true;
        await hand(() => reader.header?.(header));
      },
      async document(document) {
        await hand(() => reader.document?.(document));
        documents += 1;
      },
    });
  } catch (error) {
    if (thrown.length > 0) throw thrown[0];
    if (isOfTheDisk(error)) throw unreadable(path, error);
    if (!isBackup) throw foreign(path, error);
    const read = plural(documents, 'document', 'documents');
    throw damaged(path, `it can be read for ${read} and no further`, error);
  }
}

/** `state-….json` of `state-….jsonl.gz` */
export function manifestPath(path: string): string {
  return `${path.replace(/\.jsonl\.gz$/, '')}.json`;
}

async function mustBeFile(path: string): Promise<void> {
  const found = await stat(path).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return null;
    throw unreadable(path, error);
  });
  if (found === null)
    throw new Problem('not_found', `There is no file ${path}.`, where, { field: 'file' });
  if (!found.isFile()) throw foreign(path);
}

async function manifestBeside(path: string): Promise<StateBackup | null> {
  const beside = manifestPath(path);
  const text = await readFile(beside, 'utf8').catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return null;
    throw unreadable(beside, error);
  });
  if (text === null) return null;
  try {
    return stateBackupSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new Problem(
      'not_possible',
      `${beside} is not the manifest of a backup.`,
      'Bring the right one. Where it is lost, move this one away: the file is then only read to its end.',
      { cause: error },
    );
  }
}

async function mustFit(path: string, manifest: StateBackup, signal: AbortSignal): Promise<void> {
  const { bytes, sha256 } = await fingerprint(path, signal).catch((error: unknown) => {
    throw isOfTheDisk(error) ? unreadable(path, error) : error;
  });
  if (bytes !== manifest.bytes)
    throw damaged(path, `it has ${bytes} bytes, and its manifest says ${manifest.bytes}`);
  if (sha256 !== manifest.sha256)
    throw damaged(path, 'its sha256 is not the one that its manifest says');
}

function foreign(path: string, cause?: unknown): Problem {
  const message = `${path} is not a backup of the bot's memory.`;
  return new Problem('invalid_input', message, where, { field: 'file', cause });
}

function damaged(path: string, why: string, cause?: unknown): Problem {
  return new Problem(
    'not_possible',
    `The backup ${basename(path)} is damaged: ${why}.`,
    'Take another copy of it, or an older backup. Nothing was written.',
    { cause },
  );
}

function unreadable(path: string, cause: unknown): Problem {
  const hint =
    'Check that it may be read by the user of ppm-oncall, and the disk. Nothing was written.';
  return new Problem('not_possible', `${path} can not be read (${codeOf(cause)}).`, hint, {
    cause,
  });
}

/** What the file system says; zlib's and JSON's complaints name no call. */
function isOfTheDisk(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
