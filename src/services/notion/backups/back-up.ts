// Makes a backup of one database: all its pages, those in the trash too, with every reference.
import type { Tell } from '../../../core/operation.js';
import { Problem } from '../../../core/problem.js';
import { eachPage } from '../all-pages.js';
import type { DataSource, Notion, NotionPage } from '../notion.js';
import { handful, sideBySide } from '../reading/side-by-side.js';
import { completed } from '../sync/references.js';
import type { Backup, NotionBackups } from './backups.js';

export interface BackUp {
  notion: Notion;
  backups: NotionBackups;
  /** `finance-ppm/projects` */
  database: string;
  source: DataSource;
  label: string | null;
  /** Epoch milliseconds. */
  now: () => number;
  signal: AbortSignal;
  tell: Tell;
}

/** @throws Problem; nothing is left on the disk then */
export async function backUp(options: BackUp): Promise<Backup> {
  const { notion, backups, database, source, label, now, signal, tell } = options;
  const writer = await backups.write({
    database,
    dataSource: source.id,
    title: source.title,
    schema: source.properties,
    startedAt: now(),
    label,
  });
  // What goes into the trash or out of it meanwhile would be met twice.
  const met = new Set<string>();
  let complete = true;
  const take = async (some: readonly NotionPage[]): Promise<void> => {
    const fresh = some.filter(({ id }) => !met.has(id));
    for (const { id } of fresh) met.add(id);
    const all = await sideBySide(fresh, handful, (page) => wholePage(notion, page, signal));
    complete &&= all.every((one) => one === null || one.complete);
    await writer.add(all.flatMap((one) => (one === null ? [] : [one.page])));
    tell(`${met.size.toLocaleString('en')} pages`, met.size);
  };
  try {
    await eachPage(notion, source.id, { inTrash: false, signal }, take);
    await eachPage(notion, source.id, { inTrash: true, signal }, take);
    return await writer.finish({ endedAt: now(), complete });
  } finally {
    await writer.discard();
  }
}

/** Null for a page that went away while it was read. */
async function wholePage(
  notion: Notion,
  page: NotionPage,
  signal: AbortSignal,
): Promise<{ page: NotionPage; complete: boolean } | null> {
  try {
    return { page: await completed(notion, page, signal), complete: true };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (error.code === 'not_found') return null;
    // The page as it is, is better than none; but it must not be mistaken for the whole.
    if (error.code === 'invalid_input' || error.code === 'outside_refused')
      return { page, complete: false };
    throw error;
  }
}

/** Reads a backup to its end. @throws Problem not_possible when it is damaged */
export async function checkBackup(backups: NotionBackups, backup: Backup): Promise<number> {
  let pages = 0;
  for await (const page of backups.read(backup)) pages += page.id === '' ? 0 : 1;
  return pages;
}

/** `1,234 pages, 56 KB` */
export function sizeOf({ pages, bytes }: Pick<Backup, 'pages' | 'bytes'>): string {
  return `${pages.toLocaleString('en')} pages, ${Math.ceil(bytes / 1024).toLocaleString('en')} KB`;
}
