// mongodump's archive, written and read: magic number, header, a document of metadata for each collection, and then blocks, each
// for one collection, that end with a terminator; the last block of a collection has no documents but its checksum. Blocks
// of several collections may alternate. (mongo-tools, common/archive/spec.md)
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { BSON, Long } from 'mongodb';
import { crc64 } from './crc64.mjs';

const magic = Buffer.from([0x6d, 0xe2, 0x99, 0x81]);
const terminator = Buffer.from([0xff, 0xff, 0xff, 0xff]);
const smallest = 5;
const largest = 16 * 1024 * 1024 + 16 * 1024;

/** What stands at the front. @param collections `{ db, collection, metadata }` each, metadata as Extended JSON */
export function preludeBytes(collections, { serverVersion, toolVersion }) {
  const header = {
    concurrent_collections: 4,
    version: '0.1',
    server_version: serverVersion,
    tool_version: toolVersion,
  };
  const all = collections.map((each) => BSON.serialize({ ...each, size: 0, type: 'collection' }));
  return Buffer.concat([magic, BSON.serialize(header), ...all, terminator]);
}

/** Writes one collection. @param write takes bytes, and is waited for @param documents as bytes of BSON */
export async function writeCollection({ db, collection }, documents, write) {
  const sum = crc64();
  const header = (EOF, CRC) => BSON.serialize({ db, collection, EOF, CRC });
  await write(header(false, Long.ZERO));
  for await (const document of documents) {
    sum.update(document);
    await write(document);
  }
  await write(Buffer.concat([terminator, header(true, Long.fromBigInt(sum.value())), terminator]));
}

/**
 * Reads a file to its end.
 * @returns the metadata, and the blocks one after the other: `{ name, document }`, and `{ name }` when it is whole
 * @throws Error with mongorestore's words, now or while the blocks are read
 */
export async function openArchive(path, isGzip) {
  const file = createReadStream(path);
  const stream = isGzip ? file.pipe(createGunzip()) : file;
  file.on('error', (error) => stream.destroy(error));
  const bytes = byteReader(stream);
  const front = await bytes.take(4);
  if (front === null || !front.equals(magic))
    throw new Error('stream or file does not appear to be a mongodump archive');
  await bsonOrEnd(bytes);
  const collections = [];
  for (let found = await bsonOrEnd(bytes); found !== null; found = await bsonOrEnd(bytes))
    collections.push(BSON.deserialize(found));
  return { collections, blocks: blocksIn(bytes, collections) };
}

/** How many documents it has, in all its collections. */
export async function documentsIn(path, isGzip) {
  let count = 0;
  const { blocks } = await openArchive(path, isGzip);
  for await (const { document } of blocks) if (document) count += 1;
  return count;
}

async function* blocksIn(bytes, collections) {
  const unfinished = new Set(collections.map(({ db, collection }) => `${db}.${collection}`));
  const sums = new Map();
  for (;;) {
    const first = await bytes.take(4);
    if (first === null) break;
    const { db, collection, EOF, CRC } = BSON.deserialize(await rest(bytes, first), {
      promoteLongs: false,
    });
    const name = `${db}.${collection}`;
    const sum = sums.get(name) ?? crc64();
    sums.set(name, sum);
    yield { name, starts: true };
    for (let found = await bsonOrEnd(bytes); found !== null; found = await bsonOrEnd(bytes)) {
      sum.update(found);
      yield { name, document: found };
    }
    if (!EOF) continue;
    const is = sum.value();
    if (is !== BigInt(CRC.toString()))
      throw new Error(
        `corruption found in archive; CRC mismatch for namespace ${name}, ${is}!=${CRC}`,
      );
    unfinished.delete(name);
    yield { name, ends: true };
  }
  if (unfinished.size > 0)
    throw new Error(
      `error demultiplexing archive; archive finished before all collections were seen (${[...unfinished].join()})`,
    );
}

/** A document's bytes; null: a terminator. */
async function bsonOrEnd(bytes) {
  const first = await bytes.take(4);
  if (first === null) throw cut();
  return first.equals(terminator) ? null : rest(bytes, first);
}

async function rest(bytes, first) {
  const size = first.readInt32LE(0);
  if (size < smallest || size > largest)
    throw new Error(
      `corruption found in archive; ${size} is neither a valid bson length nor a archive terminator`,
    );
  const more = await bytes.take(size - 4);
  if (more === null) throw cut();
  return Buffer.concat([first, more]);
}

/** `take` gives so many bytes, or null when there are none left. */
function byteReader(stream) {
  const chunks = stream[Symbol.asyncIterator]();
  let kept = Buffer.alloc(0);
  return {
    async take(count) {
      const parts = [kept];
      let length = kept.length;
      while (length < count) {
        const { value, done } = await chunks.next().catch(told);
        if (done) break;
        parts.push(value);
        length += value.length;
      }
      const all = parts.length === 1 ? kept : Buffer.concat(parts);
      if (length === 0 && count > 0) return null;
      if (length < count) throw cut();
      kept = all.subarray(count);
      return all.subarray(0, count);
    },
  };
}

const cut = () => new Error('error demultiplexing archive; archive io error');

/** What Node says of a bad file, as mongorestore says it. */
function told(error) {
  if (error.code === 'Z_BUF_ERROR') throw cut();
  if (error.code === 'Z_DATA_ERROR') throw new Error('gzip: invalid header', { cause: error });
  throw error;
}
