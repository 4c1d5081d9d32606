// A pretended mongorestore, for machines without MongoDB's tools: the same options (those that the bot uses), the same lines on
// standard error, the same exit codes, for archives of the real mongodump and of the pretended one.
import { stat } from 'node:fs/promises';
import { documentsIn, openArchive } from './archive.mjs';
import { connected, heedSignals, optionsOf, say } from './command-line.mjs';
import { faultOf } from './faults.mjs';
import { namesOf } from './namespaces.mjs';
import { createRestore } from './restoring.mjs';

const options = optionsOf('mongorestore', process.argv.slice(2), {
  flags: ['gzip', 'drop', 'stopOnError'],
  lists: ['nsInclude', 'nsFrom', 'nsTo'],
});
const fault = faultOf('mongorestore', options.faults);
const counts = { restored: 0, failed: 0 };
let problem = null;
heedSignals();
try {
  await restore();
} catch (error) {
  problem = error;
  say(`Failed: ${error.message}`);
}
say(
  `${counts.restored} document(s) restored successfully. ${counts.failed} document(s) failed to restore.`,
);
process.exit(problem === null ? 0 : 1);

async function restore() {
  if (options.db !== undefined)
    say(
      'The --db and --collection flags are deprecated for this use-case; please use --nsInclude instead, i.e. with --nsInclude=${DATABASE}.${COLLECTION}',
    );
  const { archive } = options;
  await stat(archive).catch(() => {
    throw new Error(`stat ${archive}: no such file or directory`);
  });
  const names = namesOf(options);
  const client = await connected(options.uri);
  // Only a fault wants to know where the middle is.
  const total = fault.kind === null ? 0 : await documentsIn(archive, options.gzip === true);
  const { collections, blocks } = await openArchive(archive, options.gzip === true);
  say('preparing collections to restore from');
  const wanted = new Map();
  for (const { db, collection, metadata } of collections) {
    const name = `${db}.${collection}`;
    if (!names.includes(name)) continue;
    const to = names.renamed(name);
    wanted.set(name, createRestore(client, to, { metadata, options, counts }));
    say(`reading metadata for ${to} from archive '${archive}'`);
  }
  try {
    for await (const { name, starts, document, ends } of blocks) {
      const one = wanted.get(name);
      if (!one) continue;
      if (starts) await one.begin();
      if (document) {
        await fault.at(counts.restored + one.waiting(), total, () => undefined);
        await one.add(document);
      }
      if (ends) await one.end();
    }
  } catch (error) {
    const all = [...wanted.values()];
    for (const one of all) await one.cut();
    const begun = all.find((one) => one.wasCut());
    if (begun === undefined || error.isWhole) throw error;
    throw new Error(
      `${begun.name}: error restoring from archive '${archive}': reading bson input: ${error.message}`,
      { cause: error },
    );
  }
  for (const one of wanted.values()) await one.makeIndexes();
  await client.close();
  fault.atEnd();
}
