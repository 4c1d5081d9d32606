// Puts the bot's memory back into an empty database of MongoDB. A note keeps every bot away until all of it is there.
import { Problem } from '../../core/problem.js';
import { openFilling, refuseOther, type Filling } from '../store/mongo-filling.js';
import { readInWords } from './check-state-file.js';
import { refuseDifferent } from './restored-counts.js';
import { stopIfAborted } from './stop-if-aborted.js';

/**
 * @param on.expected documents of the file by collection
 * @returns where the memory is, in words
 * @throws Problem not_possible where the database holds something; target_busy while something else fills it, or was broken
 * off; store_unavailable; cancelled
 */
export async function restoreIntoMongo(on: {
  file: string;
  uri: string;
  expected: Record<string, number>;
  signal: AbortSignal;
}): Promise<string> {
  const filling = openFilling(on.uri);
  try {
    await refuseOther(filling, null);
    await refuseMemory(filling);
    await filling.begin('state restore');
    await fill(filling, on.file, on.signal);
    refuseDifferent(on.expected, await filling.counts());
    await filling.finish();
    return `the database ${filling.database} of MongoDB`;
  } finally {
    await filling.close();
  }
}

async function refuseMemory(filling: Filling): Promise<void> {
  const found = Object.keys(await filling.counts());
  if (found.length === 0) return;
  throw new Problem(
    'not_possible',
    `The bot has a memory already: the database ${filling.database} holds ${found.slice(0, 3).join(', ')}.`,
    'Stop every process of ppm-oncall, drop the database or name an empty one in MONGODB_URI, and restore again. The backup is whole; nothing was written.',
  );
}

async function fill(filling: Filling, file: string, signal: AbortSignal): Promise<void> {
  await readInWords(file, {
    async document({ doc, ...row }) {
      stopIfAborted(signal);
      await filling.add({ ...row, body: JSON.stringify(doc) });
    },
  });
  await filling.flush();
}
