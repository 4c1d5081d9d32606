// What an archive of one database holds, as a manifest names it, and what people are told when it is not what it should be.
import { Problem } from '../../core/problem.js';
import { ArchiveFault, readArchive, type ArchivedCollection } from './archive.js';
import type { CollectionShape } from './backups.js';
import { onDisk } from './on-disk.js';
import { stopIfAborted } from './stop-if-aborted.js';

/**
 * Views have no documents of their own, and those of a time series are in buckets: neither can be compared by counts.
 * @throws Problem not_possible: cut short, no archive, of another database, gone
 */
export async function collectionsIn(
  path: string,
  database: string,
  signal: AbortSignal,
  read?: (bytes: number) => void,
): Promise<CollectionShape[]> {
  const found = await onDisk('mongo-backups', () => readArchive(path, signal, read)).catch(
    (error: unknown) => {
      stopIfAborted(signal);
      throw error instanceof ArchiveFault ? told(error) : error;
    },
  );
  const other = found.find((collection) => collection.database !== database);
  if (other)
    throw new Problem(
      'not_possible',
      `The archive is of the database ${other.database}, not of ${database}.`,
      'Somebody has put another file there. Choose another backup.',
    );
  const counted = found.filter(({ type }) => type === '' || type === 'collection');
  const open = [...counted, ...found.filter(({ type }) => type === 'buckets')].find(
    ({ isWhole }) => !isWhole,
  );
  if (open) throw cutShort(`in the collection ${open.name}`);
  return counted.map(({ name, documents, indexes }: ArchivedCollection) => ({
    name,
    documents,
    indexes,
  }));
}

function told(fault: ArchiveFault): Problem {
  switch (fault.kind) {
    case 'cut-short':
      return cutShort('before its end');
    case 'not-an-archive':
      return new Problem(
        'not_possible',
        'The file is no archive of mongodump, or it is damaged.',
        'Choose another backup. If there are more like it, look at the disk.',
        { cause: fault },
      );
  }
}

function cutShort(where: string): Problem {
  return new Problem(
    'not_possible',
    `The archive is cut short: it ends ${where}.`,
    'Choose another backup. If there are more like it, look at the disk.',
  );
}
