// Every document of the bot's memory, wherever it is: for a backup of it.
import { jsonSchema } from '../../core/json.js';
import { everyMongoRow } from './mongo-everything.js';
import type { StorePlace } from './open-store.js';
import { everyDocument, type AnyDocument } from './sqlite-everything.js';

/**
 * By collection and id. Of one moment in SQLite, and in MongoDB where everyMongoRow says so.
 * @throws Problem store_unavailable
 */
export async function* everyDocumentIn({
  MONGODB_URI,
  PPM_DATA_DIR,
}: StorePlace): AsyncGenerator<AnyDocument, void> {
  if (MONGODB_URI === undefined) return yield* everyDocument(PPM_DATA_DIR);
  for await (const { body, ...row } of everyMongoRow(MONGODB_URI))
    yield { ...row, doc: jsonSchema.parse(JSON.parse(body)) };
}
