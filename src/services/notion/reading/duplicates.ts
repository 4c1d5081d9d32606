// Pages of a database that have the same key: which of them stays, and which go.
// (Runbook oberaconnect, "Duplicate Records in Notion": keep the newest)
import { hashJson } from '../../../core/json.js';
import { Problem } from '../../../core/problem.js';
import type { Database } from '../../systems/systems.js';
import type { DataSource, Notion } from '../notion.js';
import { fullName, shown, titleProperty } from '../writing/page-place.js';
import { plainProperty } from './plain-value.js';
import { mostRows, readPages } from './read-pages.js';

/** What is kept of each page while a database is read. */
export interface KeyedPage {
  id: string;
  /** As it is written on the page, cut where it is long. */
  key: string;
  /** Equal for keys that are the same; empty where there is none. */
  same: string;
  /** Epoch milliseconds. */
  createdAt: number;
  editedAt: number;
  url: string;
}

export interface Duplicates {
  /** As the page that stays has it. */
  key: string;
  keep: KeyedPage;
  /** Oldest edit first. */
  go: KeyedPage[];
}

export interface KeyReading {
  /** By key. */
  duplicates: Duplicates[];
  read: number;
  /** Pages without a key, which are nobody's duplicate. */
  withoutKey: number;
  /** There are more pages than were read. */
  incomplete: boolean;
}

/** Types whose text can name a record. */
const keyTypes: ReadonlySet<string> = new Set([
  'title',
  'rich_text',
  'number',
  'select',
  'status',
  'date',
  'url',
  'email',
  'phone_number',
  'formula',
  'unique_id',
]);

/**
 * The property that names a record: the configured key, or the title where none is configured.
 * @throws Problem not_possible when the database has no such property, or one that can't name anything
 */
export function keyProperty(database: Database, source: DataSource): string {
  const name = database.key ?? titleProperty(source);
  const property = source.properties.find((candidate) => candidate.name === name);
  if (property && keyTypes.has(property.type)) return name;
  throw new Problem(
    'not_possible',
    property
      ? `The key ${name} of ${fullName(database)} is of type ${property.type}, which names no record.`
      : `${fullName(database)} has no property ${name}, its key in ppm.config.yaml.`,
    property
      ? 'Name another property under `key` in ppm.config.yaml.'
      : `Look at \`notion schema ${fullName(database)}\`: names are case-sensitive.`,
    { field: 'database' },
  );
}

/**
 * Reads the keys of a database's pages, oldest page first, and finds those that are there more than once.
 * @param limit pages to read at most
 */
export async function readDuplicates(
  notion: Pick<Notion, 'query'>,
  source: DataSource,
  key: string,
  signal: AbortSignal,
  limit: number = mostRows,
): Promise<KeyReading> {
  const pages = new Map<string, KeyedPage>();
  let incomplete = false;
  const batches = readPages(
    notion,
    source.id,
    { sort: { by: 'created_time', direction: 'ascending' } },
    { signal, limit },
  );
  for await (const batch of batches) {
    incomplete = batch.incomplete;
    for (const page of batch.pages) {
      const { id, createdAt, editedAt, url } = page;
      const text = plainProperty(page, key) ?? '';
      pages.set(id, { id, createdAt, editedAt, url, key: shown(text), same: sameKey(text) });
    }
  }
  const keyed = [...pages.values()].filter(({ same }) => same !== '');
  return {
    duplicates: duplicatesIn(keyed),
    read: pages.size,
    withoutKey: pages.size - keyed.length,
    incomplete,
  };
}

export function duplicatesIn(pages: readonly KeyedPage[]): Duplicates[] {
  const groups = new Map<string, KeyedPage[]>();
  for (const page of pages) {
    const group = groups.get(page.same);
    if (group) group.push(page);
    else groups.set(page.same, [page]);
  }
  return [...groups.values()].flatMap((group) => {
    const [keep, ...others] = group.toSorted(newestFirst);
    return keep && others.length > 0 ? [{ key: keep.key, keep, go: others.toReversed() }] : [];
  });
}

/** Case, white space and forms of the same letter make no difference. A long text is its hash: a page's text can be 2 MB. */
export function sameKey(text: string): string {
  const normal = text.normalize('NFKC').trim().replaceAll(/\s+/g, ' ').toLowerCase();
  return normal.length <= 200 ? normal : hashJson(normal);
}

/** Newest edit first; of the same minute the oldest page, which others are likely to point to. */
function newestFirst(a: KeyedPage, b: KeyedPage): number {
  return b.editedAt - a.editedAt || a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1);
}
