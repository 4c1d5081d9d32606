// Reads an archive of mongodump to its end and says what is in it, without keeping any of it. The format: a magic number, a
// header and one description per collection, then blocks of documents. (mongo-tools, common/archive)
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { z } from 'zod';
import type { IndexShape } from './backups.js';
import { BytesAhead, CutShort } from './bytes-ahead.js';

const magic = 0x81_99_e2_6d;
/** Ends the descriptions, and each block. */
const terminator = -1;
/** Of one document, bytes: 16 MiB and what MongoDB allows beside it for its own fields. */
const largestDocument = 16 * 1024 * 1024 + 16 * 1024;
const smallestDocument = 5;

export interface ArchivedCollection {
  database: string;
  name: string;
  /** collection, view or timeseries; empty where the tool is too old to say. */
  type: string;
  documents: number;
  /** As they were when it was dumped. */
  indexes: IndexShape[];
  /** Its end was written. */
  isWhole: boolean;
}

/** What is wrong with a file that is no whole archive. */
export class ArchiveFault extends Error {
  readonly kind: 'not-an-archive' | 'cut-short';

  constructor(kind: ArchiveFault['kind'], cause?: unknown) {
    super(kind, { cause });
    this.kind = kind;
  }
}

const descriptionSchema = z.object({
  db: z.string(),
  collection: z.string(),
  type: z.string().default(''),
  metadata: z.string().default(''),
});
const metadataSchema = z.object({
  indexes: z
    .array(
      z.object({
        name: z.string(),
        key: z.record(z.string(), z.unknown()),
        unique: z.unknown().optional(),
      }),
    )
    .default([]),
});
const blockSchema = z.object({ db: z.string(), collection: z.string(), EOF: z.boolean() });

/**
 * @param path of an archive made with --gzip
 * @param read is told how many bytes of the file have been read
 * @returns its collections, by name
 * @throws ArchiveFault, what the disk says, or the signal's reason
 */
export async function readArchive(
  path: string,
  signal: AbortSignal,
  read: (bytes: number) => void = () => undefined,
): Promise<ArchivedCollection[]> {
  const { BSON } = await import('mongodb');
  const file = createReadStream(path, { highWaterMark: 256 * 1024 });
  file.on('data', () => read(file.bytesRead));
  let collections: ArchivedCollection[] = [];
  try {
    await pipeline(
      file,
      createGunzip({ chunkSize: 256 * 1024 }),
      async (unpacked: AsyncIterable<Buffer>) => {
        const bytes = new BytesAhead(unpacked);
        collections = await contentOf(bytes, {
          document: (one) => BSON.deserialize(one),
          text: (one) => BSON.EJSON.parse(one),
        });
      },
      { signal },
    );
  } catch (error) {
    signal.throwIfAborted();
    throw faultOf(error);
  }
  return collections.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

interface Parsers {
  document(bytes: Buffer): unknown;
  /** Extended JSON. */
  text(json: string): unknown;
}

async function contentOf(bytes: BytesAhead, parse: Parsers): Promise<ArchivedCollection[]> {
  if ((await bytes.int32()) !== (magic | 0)) throw new ArchiveFault('not-an-archive');
  const collections = new Map<string, ArchivedCollection>();
  // The header says how the archive was made; nothing here depends on it.
  await bytes.skip(sizeOf(await bytes.int32()) - 4);

  for (let size = await bytes.int32(); size !== terminator; size = await bytes.int32()) {
    const described = descriptionSchema.parse(parse.document(await documentOf(bytes, size)));
    const { db: database, collection: name, type, metadata } = described;
    const indexes = indexesIn(metadata === '' ? {} : parse.text(metadata));
    const place = { database, name, type, documents: 0, indexes, isWhole: false };
    collections.set(`${database}.${name}`, place);
  }

  while (!(await bytes.isAtEnd())) {
    const size = await bytes.int32();
    const block = blockSchema.parse(parse.document(await documentOf(bytes, size)));
    const found = placeOf(block, collections);
    if (block.EOF) found.isWhole = true;
    for (let next = await bytes.int32(); next !== terminator; next = await bytes.int32()) {
      await bytes.skip(sizeOf(next) - 4);
      found.documents += 1;
    }
  }
  return [...collections.values()];
}

/** The buckets of a time series have blocks and no description. */
function placeOf(
  { db: database, collection: name }: { db: string; collection: string },
  collections: Map<string, ArchivedCollection>,
): ArchivedCollection {
  const known = collections.get(`${database}.${name}`);
  if (known) return known;
  const place = { database, name, type: 'buckets', documents: 0, indexes: [], isWhole: false };
  collections.set(`${database}.${name}`, place);
  return place;
}

/** Written as mongodb/admin-shape.ts writes those of a server: they are compared. */
function indexesIn(metadata: unknown): IndexShape[] {
  return metadataSchema.parse(metadata).indexes.map(({ name, key, unique }) => {
    const fields = Object.entries(key).map(([field, value]) => [
      field,
      typeof value === 'string' ? value : Number(value),
    ]);
    return { name, key: JSON.stringify(Object.fromEntries(fields)), isUnique: unique === true };
  });
}

async function documentOf(bytes: BytesAhead, size: number): Promise<Buffer> {
  const document = Buffer.alloc(sizeOf(size));
  document.writeInt32LE(size);
  (await bytes.take(size - 4)).copy(document, 4);
  return document;
}

function sizeOf(size: number): number {
  if (size >= smallestDocument && size <= largestDocument) return size;
  throw new ArchiveFault('not-an-archive');
}

function faultOf(error: unknown): unknown {
  if (error instanceof ArchiveFault) return error;
  if (error instanceof CutShort) return new ArchiveFault('cut-short', error);
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  // zlib: the file ends before the compressed stream does; anything else is no gzip.
  if (code === 'Z_BUF_ERROR') return new ArchiveFault('cut-short', error);
  if (code.startsWith('Z_') || error instanceof z.ZodError || isParsing(error))
    return new ArchiveFault('not-an-archive', error);
  return error;
}

function isParsing(error: unknown): boolean {
  return error instanceof SyntaxError || (error instanceof Error && error.name.startsWith('BSON'));
}
