// Reads a backup of the bot's memory back, line by line.
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { z } from 'zod';
import { jsonSchema } from '../../core/json.js';
import { linesOf } from '../lines-of.js';
import type { AnyDocument } from '../store/sqlite-everything.js';

const headerSchema = z.object({
  version: z.string(),
  /** Epoch milliseconds, of a date that can be written. */
  madeAt: z.number().int().min(0).max(8_640_000_000_000_000),
  config: z.string().nullable(),
});
const documentSchema = z.object({
  collection: z.string(),
  id: z.string(),
  revision: z.number().int(),
  doc: jsonSchema,
});

export type StateHeader = z.infer<typeof headerSchema>;

/** Is handed what a file holds while it is read; what it throws ends the reading. */
export interface StateReader {
  header?: (header: StateHeader) => void | Promise<void>;
  document?: (document: AnyDocument) => void | Promise<void>;
}

/** @returns documents by collection, in their order in the file; whatever is wrong with it is thrown */
export async function readStateFile(
  path: string,
  reader: StateReader = {},
): Promise<Record<string, number>> {
  const collections: Record<string, number> = {};
  await pipeline(
    createReadStream(path),
    createGunzip(),
    async (unpacked: AsyncIterable<Buffer>) => {
      let isFirst = true;
      for await (const line of linesOf(unpacked)) {
        const parsed: unknown = JSON.parse(line);
        if (isFirst) {
          const header = headerSchema.parse(parsed);
          await reader.header?.(header);
        } else {
          const document = documentSchema.parse(parsed);
          await reader.document?.(document);
          const { collection } = document;
          collections[collection] = (collections[collection] ?? 0) + 1;
        }
        isFirst = false;
      }
      if (isFirst) throw new Error('the header is missing');
    },
  );
  return collections;
}
