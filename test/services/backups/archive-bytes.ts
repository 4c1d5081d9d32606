// An archive as mongodump writes it, with what a test wants in it. (mongo-tools, common/archive)
import { BSON, Long } from 'mongodb';
import { gzipSync } from 'node:zlib';

export interface Content {
  name: string;
  documents: number;
  type?: string;
  indexes?: { name: string; key: Record<string, unknown>; unique?: boolean }[];
  /** Without: its end was never written. */
  isCut?: boolean;
}

const magic = Buffer.from([0x6d, 0xe2, 0x99, 0x81]);
const terminator = Buffer.from([0xff, 0xff, 0xff, 0xff]);
const bytes = (document: object): Buffer => Buffer.from(BSON.serialize(document));

export function archiveOf(database: string, contents: readonly Content[]): Buffer {
  const header = bytes({
    concurrent_collections: 4,
    version: '0.1',
    server_version: '7.0.42',
    tool_version: '100.6.1',
  });
  const descriptions = contents
    .filter(({ type }) => type !== 'buckets')
    .map(({ name, type = 'collection', indexes = [{ name: '_id_', key: { _id: 1 } }] }) =>
      bytes({
        db: database,
        collection: name,
        metadata: BSON.EJSON.stringify({ indexes, type }, { relaxed: false }),
        size: 0,
        type,
      }),
    );
  const blocks = contents
    .filter(({ type }) => type !== 'view')
    .flatMap(({ name, documents, isCut = false }) => {
      const place = { db: database, collection: name };
      const body = Array.from({ length: documents }, (_, number) =>
        bytes({ _id: number, text: 'x'.repeat(number % 100) }),
      );
      const start = [bytes({ ...place, EOF: false, CRC: Long.ZERO }), ...body, terminator];
      const end = [bytes({ ...place, EOF: true, CRC: Long.fromNumber(7) }), terminator];
      return [...(documents > 0 ? start : []), ...(isCut ? [] : end)];
    });
  return Buffer.concat([magic, header, ...descriptions, terminator, ...blocks]);
}

export const zipped = (database: string, contents: readonly Content[]): Buffer =>
  gzipSync(archiveOf(database, contents));
