// Backups in words, for cards.
import { groupedText, plural, sizeText } from '../backups-restore/bytes.js';
import type { MongoBackup } from './backups.js';
import type { StateBackup } from './state-backups.js';

/** `12,345 documents in 3 collections, 1.5 MB` */
export function contentText({
  collections,
  bytes,
}: Pick<MongoBackup, 'collections' | 'bytes'>): string {
  const documents = collections.reduce((sum, one) => sum + one.documents, 0);
  return inWords(documents, collections.length, bytes);
}

export function stateText({
  collections,
  bytes,
}: Pick<StateBackup, 'collections' | 'bytes'>): string {
  const counts = Object.values(collections);
  return inWords(
    counts.reduce((sum, count) => sum + count, 0),
    counts.length,
    bytes,
  );
}

function inWords(documents: number, collections: number, bytes: number): string {
  return `${groupedText(documents)} ${documents === 1 ? 'document' : 'documents'} in ${plural(collections, 'collection', 'collections')}, ${sizeText(bytes)}`;
}

/** A size that changes by itself, so that it stays the same in a plan: `about 40 MB`. */
export function roughSize(bytes: number): string {
  if (bytes < 1) return 'nothing';
  const unit = 1_024 ** Math.min(4, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / unit;
  const step = 10 ** Math.floor(Math.log10(value));
  return `about ${sizeText(Math.round(value / step) * step * unit)}`;
}
