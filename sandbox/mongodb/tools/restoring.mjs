// One collection on its way from an archive into the database: dropped, made, filled in batches, and indexed at the end.
import { BSON } from 'mongodb';
import { plural, say } from './command-line.mjs';

const batchSize = 1000;
/** Types stay as they are in the archive. */
const asItIs = { promoteValues: false, promoteLongs: false, bsonRegExp: true };

/** @param to `database.collection` @param counts of the whole restore, which grow */
export function createRestore(client, to, { metadata, options, counts }) {
  const place = to.indexOf('.');
  const db = client.db(to.slice(0, place));
  const collection = db.collection(to.slice(place + 1));
  const { indexes = [], options: made = {} } = metadata === '' ? {} : BSON.EJSON.parse(metadata);
  const own = { restored: 0, failed: 0 };
  let state = 'waiting';
  let batch = [];

  async function begin() {
    if (state !== 'waiting') return;
    state = 'open';
    const [existing] = await db.listCollections({ name: collection.collectionName }).toArray();
    if (existing && options.drop) {
      say(`dropping collection ${to} before restoring`);
      await collection.drop();
    } else if (existing) say(`restoring to existing collection ${to} without dropping`);
    if (!existing || options.drop) await db.command({ create: collection.collectionName, ...made });
    say(`restoring ${to} from archive '${options.archive}'`);
  }

  async function flush() {
    const documents = batch;
    batch = [];
    if (documents.length === 0) return;
    const ordered = options.stopOnError === true;
    const { n, writeErrors = [] } = await db.command({
      insert: collection.collectionName,
      documents,
      ordered,
    });
    own.restored += n;
    counts.restored += n;
    own.failed += writeErrors.length;
    counts.failed += writeErrors.length;
    if (ordered && writeErrors.length > 0) throw stopped(writeErrors);
    for (const { errmsg } of writeErrors) say(`continuing through error: ${errmsg}`);
  }

  function stopped([{ errmsg }]) {
    const text = `${to}: error restoring from archive '${options.archive}': bulk write exception: write errors: [${errmsg}]`;
    return Object.assign(new Error(text), { isWhole: true });
  }

  function finished() {
    state = 'closed';
    const failures = plural(own.failed, 'failure');
    say(`finished restoring ${to} (${plural(own.restored, 'document')}, ${failures})`);
  }

  return {
    name: to,
    begin,
    waiting: () => batch.length,
    wasCut: () => state === 'cut',
    async add(bytes) {
      batch.push(BSON.deserialize(bytes, asItIs));
      if (batch.length >= batchSize) await flush();
    },
    async end() {
      await flush();
      finished();
    },
    /** The archive ends here: what has come is kept. */
    async cut() {
      if (state !== 'open') return;
      await flush().catch(() => undefined);
      finished();
      state = 'cut';
    },
    async makeIndexes() {
      const others = indexes.filter(({ name }) => name !== '_id_');
      if (others.length === 0) {
        say(`no indexes to restore for collection ${to}`);
        return;
      }
      say(`restoring indexes for collection ${to} from metadata`);
      for (const { name, key } of others) say(`index: ${name} ${JSON.stringify(key)}`);
      // Which version an index has is the server's to say.
      const asked = others.map((index) => ({ ...index }));
      for (const index of asked) delete index.v;
      await db.command({ createIndexes: collection.collectionName, indexes: asked });
    },
  };
}
