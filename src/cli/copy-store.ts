// `ppm store copy [--dry-run]`: moves the bot's memory from its file to MongoDB. Needs no setting but PPM_DATA_DIR and
// MONGODB_URI.
import { resolve } from 'node:path';
import { readEnvironment } from '../config/read-environment.js';
import { Problem } from '../core/problem.js';
import { groupedText, plural } from '../services/backups-restore/bytes.js';
import { copyStore as copy, type CopiedStore } from '../services/store/copy-store.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import type { Output } from './output.js';

const usage = 'ppm store copy [--dry-run]';

/**
 * @param words what was typed after `ppm store`. @param signal aborts with Ctrl-C: the next copy goes on from there
 * @throws Problem invalid_input for wrong words or without MONGODB_URI; what copying throws
 */
export async function copyStore(on: {
  words: readonly string[];
  output: Output;
  signal: AbortSignal;
}): Promise<ExitCode> {
  const dryRun = isDryRun(on.words);
  const variables = readEnvironment();
  const uri = variables['MONGODB_URI'];
  if (uri === undefined)
    throw new Problem(
      'invalid_input',
      'MONGODB_URI is not set: there is nothing to copy to.',
      'MONGODB_URI=mongodb://user:password@host/database ppm store copy',
      { field: 'MONGODB_URI' },
    );
  const directory = resolve(variables['PPM_DATA_DIR'] ?? './data');
  const copied = await copy({
    directory,
    uri,
    dryRun,
    signal: on.signal,
    tell: (note) => on.output.progress(note),
  });
  on.output.answer(on.output.json ? asJson(copied) : inLines(copied).join('\n'));
  return exitCodes.ok;
}

function isDryRun(words: readonly string[]): boolean {
  const [verb, ...flags] = words;
  if (verb !== 'copy') throw new Problem('invalid_input', 'There is only `store copy`.', usage);
  if (flags.some((flag) => flag !== '--dry-run') || flags.length > 1)
    throw new Problem('invalid_input', '`store copy` takes nothing but --dry-run.', usage);
  return flags.length === 1;
}

function asJson(copied: CopiedStore): string {
  const all = { ...copied, documents: documentsIn(copied) };
  return JSON.stringify({ [copied.audit === null ? 'wouldCopy' : 'copied']: all }, null, 2);
}

function inLines(copied: CopiedStore): string[] {
  const { file, database, collections, there, audit } = copied;
  const documents = documentsIn(copied);
  const many = `${groupedText(documents)} ${documents === 1 ? 'document' : 'documents'}`;
  const kinds = plural(Object.keys(collections).length, 'collection', 'collections');
  const missing = groupedText(documents - there);
  const already = there === 0 ? '' : ` ${groupedText(there)} are there already, the same.`;
  if (audit === null)
    return [
      ...Object.entries(collections).map(([name, count]) => `${name}  ${groupedText(count)}`),
      `${many} of ${kinds} in ${file}: ${missing} would be copied to the database ${database}.${already}`,
      'Nothing was written. Stop the bot before you copy.',
    ];
  return [
    `${many} of ${kinds} of ${file} are in the database ${database}: ${missing} were copied.${already}`,
    audit.intact
      ? `The audit log is the same there and unbroken: ${plural(audit.entries, 'entry', 'entries')}, head ${audit.head.slice(0, 12)}…`
      : `The audit log is the same there, and it is broken, as in the file, at entry ${audit.broken?.seq ?? '?'}: ${audit.broken?.why ?? ''}`,
    `Next: start every replica with MONGODB_URI. ${file} is as it was; move it away, so that no bot takes it up again.`,
  ];
}

function documentsIn({ collections }: CopiedStore): number {
  return Object.values(collections).reduce((sum, count) => sum + count, 0);
}
