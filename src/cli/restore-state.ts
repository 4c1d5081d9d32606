// `ppm state restore <file>`: puts the bot's memory back while the bot is stopped. Needs no setting but PPM_DATA_DIR, and
// MONGODB_URI where the memory is there.
import { resolve } from 'node:path';
import { readEnvironment } from '../config/read-environment.js';
import { Problem } from '../core/problem.js';
import { groupedText, plural, sizeText } from '../services/backups-restore/bytes.js';
import { manifestPath } from '../services/backups/check-state-file.js';
import { restoreState as putBack, type RestoredState } from '../services/backups/restore-state.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import type { Output } from './output.js';

/**
 * @param words what was typed after `ppm state`. @param signal aborts with Ctrl-C: all is as it was then
 * @throws Problem invalid_input for wrong words; what restoring throws
 */
export async function restoreState(on: {
  words: readonly string[];
  output: Output;
  signal: AbortSignal;
}): Promise<ExitCode> {
  const file = resolve(fileIn(on.words));
  const variables = readEnvironment();
  const directory = resolve(variables['PPM_DATA_DIR'] ?? './data');
  const uri = variables['MONGODB_URI'];
  const restored = await putBack({ file, directory, uri, signal: on.signal });
  on.output.answer(on.output.json ? asJson(restored) : inLines(restored, file).join('\n'));
  return exitCodes.ok;
}

function fileIn(words: readonly string[]): string {
  const [verb, file, more] = words;
  const usage = 'ppm state restore <file>';
  if (verb !== 'restore')
    throw new Problem('invalid_input', 'There is only `state restore <file>`.', usage);
  if (file === undefined || more !== undefined) {
    const message = `\`state restore\` takes one file${file === undefined ? '' : ' and nothing else'}.`;
    const hint = `${usage}: one of state-….jsonl.gz in state-backups under PPM_DATA_DIR`;
    throw new Problem('invalid_input', message, hint, { field: 'file' });
  }
  return file;
}

function asJson({ memory, header, collections, manifest, config }: RestoredState): string {
  const { version, madeAt } = header;
  const checked = manifest !== null;
  const all = { memory, documents: documentsIn(collections), collections };
  return JSON.stringify({ restored: { ...all, madeAt, version, checked, config } }, null, 2);
}

function inLines(restored: RestoredState, file: string): string[] {
  const { memory, header, collections, manifest } = restored;
  const documents = documentsIn(collections);
  const many = `${groupedText(documents)} ${documents === 1 ? 'document' : 'documents'}`;
  const kinds = plural(Object.keys(collections).length, 'collection', 'collections');
  const when = new Date(header.madeAt).toISOString().slice(0, 19).replace('T', ' ');
  return [
    `${many} of ${kinds}, of ${when} UTC (ppm-oncall ${header.version}), are in ${memory}.`,
    manifest === null
      ? `There is no ${manifestPath(file)}: its size and sha256 could not be checked. It was read to its end without a fault.`
      : `The manifest fits: ${sizeText(manifest.bytes)}, sha256 ${manifest.sha256.slice(0, 12)}…, documents by collection.`,
    configLine(restored.config),
    'What happened since is not known any more. Runs that were under way then are taken up again when the bot starts, and timers that are due go off.',
    'Next: start the bot, and ask it `audit verify`.',
  ];
}

function configLine({ path, outcome }: RestoredState['config']): string {
  switch (outcome) {
    case 'written':
      return `The configuration of then, with secrets masked, is in ${path}; the bot doesn't read it.`;
    case 'kept':
      return `${path} was there and is left as it was. The configuration of then is in the first line of the backup.`;
    case 'lost':
      return `${path} could not be written. The configuration of then is in the first line of the backup.`;
    case 'none':
      return 'The backup has no configuration.';
  }
}

function documentsIn(collections: Record<string, number>): number {
  return Object.values(collections).reduce((sum, count) => sum + count, 0);
}
