// Brings a database back to a backup, page after page; and makes pages that are nowhere any more anew.
import type { Tell } from '../../../core/operation.js';
import { Problem } from '../../../core/problem.js';
import type { DataSource, Notion, NotionPage } from '../notion.js';
import { handful, sideBySide } from '../reading/side-by-side.js';
import { createCopier, type CopyPages, type Row } from '../writing/copy-pages.js';
import { propertyWords, type Setting } from '../writing/given-values.js';
import { nameOf, titleProperty } from '../writing/page-place.js';
import type { Backup, NotionBackups } from './backups.js';
import { settingFor, type Comparison, type Difference } from './compare.js';

const batchSize = 50;
/** So many failures are named. */
const mostNamed = 5;

/** Harmless to repeat. @returns a line for the card; the pages that Notion refused are in it */
export async function putBack(
  { notion, signal, tell }: { notion: Notion; signal: AbortSignal; tell: Tell },
  comparison: Comparison,
): Promise<string> {
  const refused: string[] = [];
  let done = 0;
  for await (const batch of batches(comparison.differences())) {
    await sideBySide(batch, handful, async (difference) => {
      try {
        await putPageBack(notion, difference, signal);
        done += 1;
      } catch (error) {
        if (!isPagesOwn(error)) throw error;
        refused.push(`${nameOf(difference.saved)} (${error.message})`);
      }
    });
    tell(`${done.toLocaleString('en')} pages put back`, done);
  }
  const named = refused.slice(0, mostNamed).join('; ');
  return `${done.toLocaleString('en')} pages put back${refused.length === 0 ? '' : `; ${refused.length} refused: ${named}`}`;
}

async function putPageBack(
  notion: Notion,
  { page, settings, trash }: Difference,
  signal: AbortSignal,
): Promise<void> {
  // A page in the trash can't be written.
  if (trash === 'out') await notion.setTrash(page, false, signal);
  if (settings.length > 0) await notion.updatePage(page, propertyWords(settings), signal);
  if (trash === 'into') await notion.setTrash(page, true, signal);
}

/** That one page can't be written is no reason to leave the others. */
function isPagesOwn(error: unknown): error is Problem {
  return (
    error instanceof Problem && ['invalid_input', 'not_found', 'not_possible'].includes(error.code)
  );
}

async function* batches(
  all: AsyncIterable<Difference>,
): AsyncGenerator<Difference[], void, undefined> {
  let batch: Difference[] = [];
  for await (const one of all) {
    batch.push(one);
    if (batch.length < batchSize) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** Makes the pages that are gone anew, with new ids. @returns a line for the card */
export async function makeAnew(
  options: Omit<CopyPages, 'dataSource' | 'property' | 'onlyWriter'> & {
    backups: NotionBackups;
    backup: Backup;
    source: DataSource;
    gone: ReadonlySet<string>;
  },
): Promise<string> {
  const { backups, backup, source, gone, ...rest } = options;
  const copier = await createCopier({
    ...rest,
    dataSource: source.id,
    property: titleProperty(source),
    onlyWriter: false,
  });
  let rows: Row[] = [];
  for await (const page of backups.read(backup)) {
    if (gone.has(page.id)) rows.push({ from: page.id, settings: settingsOf(page, source) });
    if (rows.length < batchSize) continue;
    await copier.add(rows);
    rows = [];
  }
  await copier.add(rows);
  return `${copier.made().toLocaleString('en')} pages made anew, with new ids`;
}

function settingsOf({ properties }: NotionPage, source: DataSource): Setting[] {
  return Object.values(properties).flatMap((value) => {
    const target = source.properties.find(({ id }) => id === value.id);
    const setting = target?.type === value.type ? settingFor(target, value) : null;
    return setting === null ? [] : [setting];
  });
}
