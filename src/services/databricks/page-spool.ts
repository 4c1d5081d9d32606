// Rows on their way to the warehouse, as gzip'd lines of JSON in a file: so that a million of them need no memory.
import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { pipeline } from 'node:stream';
import { pipeline as piped } from 'node:stream/promises';
import { createGunzip, createGzip, constants } from 'node:zlib';
import { Problem } from '../../core/problem.js';
import type { Log } from '../log.js';
import type { PageRow } from './bronze.js';

/** So much text is gathered before it is compressed. */
const pieceLength = 128 * 1024;

export interface PageSpool {
  readonly path: string;
  add(line: string): Promise<void>;
  /** Writes what is left. The file is whole after that. */
  end(): Promise<void>;
  /** The lines in groups of at most so many bytes, each a JSON array; after `end`. */
  groups(mostBytes: number): AsyncGenerator<string>;
  remove(): Promise<void>;
}

/** A row as one line of JSON. `seq` tells which of two rows of a page is the later. */
export function lineOf(row: PageRow, seq: number): string {
  return JSON.stringify({
    seq,
    page_id: row.pageId,
    database_id: row.databaseId,
    title: storable(row.title),
    url: storable(row.url),
    created_at: row.createdAt,
    edited_at: row.editedAt,
    properties: row.properties,
    content_hash: row.contentHash,
    is_deleted: row.deleted,
  });
}

/** Without NUL, which ends a text in many a reader, and without half characters, which some refuse. */
function storable(text: string): string {
  return text.replaceAll('\0', '').replaceAll(/\p{Surrogate}/gu, '\uFFFD');
}

/** @throws Problem not_possible when the disk is full or can't be written */
export async function openSpool(directory: string): Promise<PageSpool> {
  const path = join(directory, `${randomUUID()}.json.gz`);
  await mkdir(directory, { recursive: true }).catch(refuse);
  // Fast rather than small: it travels once, within a data centre.
  const gzip = createGzip({ level: constants.Z_BEST_SPEED });
  const written = piped(gzip, createWriteStream(path, { mode: 0o600 }));
  let failure: { error: unknown } | null = null;
  written.catch((error: unknown) => {
    failure = { error };
    gzip.destroy();
  });
  let pieces: string[] = [];
  let gathered = 0;

  let draining: Promise<unknown> | null = null;
  async function flush(): Promise<void> {
    const piece = pieces.join('');
    pieces = [];
    gathered = 0;
    if (failure) refuse(failure.error);
    if (piece !== '' && !gzip.write(piece))
      // One wait for all who add at once.
      draining ??= Promise.race([once(gzip, 'drain'), written]).finally(() => {
        draining = null;
      });
    await draining?.catch(refuse);
  }

  return {
    path,
    async add(line) {
      pieces.push(line, '\n');
      gathered += line.length;
      if (gathered >= pieceLength) await flush();
    },
    async end() {
      await flush();
      gzip.end();
      await written.catch(refuse);
    },
    async *groups(mostBytes) {
      let group: string[] = [];
      let bytes = 2;
      for await (const line of linesOf(path)) {
        const size = Buffer.byteLength(line) + 1;
        if (group.length > 0 && bytes + size > mostBytes) {
          yield `[${group.join(',')}]`;
          group = [];
          bytes = 2;
        }
        group.push(line);
        bytes += size;
      }
      if (group.length > 0) yield `[${group.join(',')}]`;
    },
    async remove() {
      gzip.destroy();
      await written.catch(() => undefined);
      await rm(path, { force: true });
    },
  };
}

/** Only a line feed ends a line: JSON leaves other separators as they are. */
async function* linesOf(path: string): AsyncGenerator<string> {
  const text = createGunzip().setEncoding('utf8');
  // What goes wrong, the reader of `text` learns.
  pipeline(createReadStream(path), text, () => {});
  let rest = '';
  for await (const piece of text) {
    const lines = `${rest}${String(piece)}`.split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}

const spoolName = /^[0-9a-f-]{36}\.json\.gz$/;
const leftAfterMs = 24 * 3_600_000;

/** Removes the files of processes that died a day ago or more. Never fails. */
export async function removeLeftovers(directory: string, log: Log): Promise<void> {
  const names = await readdir(directory).catch(() => []);
  for (const name of names.filter((each) => spoolName.test(each))) {
    const path = join(directory, name);
    try {
      const { mtimeMs } = await stat(path);
      if (Date.now() - mtimeMs > leftAfterMs) await rm(path, { force: true });
    } catch (error) {
      log.warn({ err: error, path }, 'a file of an earlier process could not be removed');
    }
  }
}

function refuse(cause: unknown): never {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
  throw new Problem(
    'outside_refused',
    code === 'ENOSPC'
      ? 'The disk is full: the rows of the sync could not be kept.'
      : `The rows of the sync could not be kept on disk (${code}).`,
    'Free some space, or let PPM_DATA_DIR be on another disk. What was committed stays.',
    { cause },
  );
}
