// A pretended mongodump, for machines without MongoDB's tools: the same options (those that the bot uses), the same lines on
// standard error, the same exit codes, and the real archive format, which the real mongorestore reads.
import { open, truncate } from 'node:fs/promises';
import { createGzip } from 'node:zlib';
import { BSON } from 'mongodb';
import { preludeBytes, writeCollection } from './archive.mjs';
import { connected, heedSignals, optionsOf, plural, say, toolVersion } from './command-line.mjs';
import { faultOf } from './faults.mjs';

const options = optionsOf('mongodump', process.argv.slice(2), { flags: ['gzip'] });
const fault = faultOf('mongodump', options.faults);
/** How much of an archive that is cut short is left. */
const left = 0.6;
heedSignals();
try {
  await dump();
} catch (error) {
  say(`Failed: ${error.message}`);
  process.exit(1);
}

async function dump() {
  const client = await connected(options.uri);
  const found = await collectionsOf(client);
  const file = await open(options.archive, 'w').catch((error) => {
    throw new Error(
      `open ${options.archive}: ${error.code === 'ENOENT' ? 'no such file or directory' : error.code}`,
    );
  });
  const out = sink(file, options.gzip === true);
  const { version } = await client.db('admin').command({ buildInfo: 1 });
  const total = found.reduce((sum, { documents }) => sum + documents, 0);
  let done = 0;
  await out.write(
    preludeBytes(
      found.map(({ db, collection, metadata }) => ({ db, collection, metadata })),
      { serverVersion: version, toolVersion },
    ),
  );
  for (const one of found) {
    const name = `${one.db}.${one.collection}`;
    say(`writing ${name} to archive '${options.archive}'`);
    let here = 0;
    async function* documents() {
      const cursor = client.db(one.db).collection(one.collection).find({}, { raw: true });
      for await (const document of cursor) {
        await fault
          .at(done, total, () => say(progressOf(name, here, one.documents)))
          .catch((error) => {
            throw new Error(
              `error writing data for collection \`${name}\` to disk: error reading collection: ${error.message}`,
            );
          });
        yield document;
        here += 1;
        done += 1;
      }
    }
    await writeCollection(one, documents(), out.write);
    say(`done dumping ${name} (${plural(here, 'document')})`);
  }
  const bytes = await out.end();
  if (fault.kind === 'cut_short') await truncate(options.archive, Math.floor(bytes * left));
  await client.close();
  fault.atEnd();
}

/** With their indexes; the server's own are left out, as mongodump leaves them out. */
async function collectionsOf(client) {
  const { databases } =
    options.db === undefined
      ? await client.db('admin').command({ listDatabases: 1, nameOnly: true })
      : { databases: [{ name: options.db }] };
  const found = [];
  for (const { name: db } of databases) {
    if (['local', 'config', 'admin'].includes(db)) continue;
    for await (const { name, options: made } of client.db(db).listCollections()) {
      if (name.startsWith('system.')) continue;
      const collection = client.db(db).collection(name);
      const indexes = await collection.listIndexes().toArray();
      const kept = Object.keys(made ?? {}).length > 0 ? { options: made } : {};
      const metadata = { ...kept, indexes, collectionName: name, type: 'collection' };
      found.push({
        db,
        collection: name,
        documents: await collection.estimatedDocumentCount(),
        metadata: BSON.EJSON.stringify(metadata, { relaxed: false }),
      });
    }
  }
  return found;
}

function sink(file, isGzip) {
  const target = file.createWriteStream();
  const stream = isGzip ? createGzip() : target;
  if (isGzip) stream.pipe(target);
  const failed = new Promise((_, reject) => {
    for (const one of [stream, target])
      one.on('error', (error) => reject(new Error(`error writing archive: ${error.code}`)));
  });
  failed.catch(() => undefined);
  return {
    write: (bytes) =>
      Promise.race([
        failed,
        new Promise((resolve) => {
          if (stream.write(bytes)) resolve();
          else stream.once('drain', resolve);
        }),
      ]),
    async end() {
      stream.end();
      await Promise.race([failed, new Promise((resolve) => target.once('close', resolve))]);
      return target.bytesWritten;
    },
  };
}

function progressOf(name, done, total) {
  const part = total === 0 ? 1 : done / total;
  const bar = '#'.repeat(Math.floor(part * 24)).padEnd(24, '.');
  return `[${bar}]  ${name}  ${done}/${total}  (${(part * 100).toFixed(1)}%)`;
}
