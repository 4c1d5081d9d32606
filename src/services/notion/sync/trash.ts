// Pages that went into the trash since the last sync. A query gives them only when it is asked for the trash.
import { createScan } from './scan.js';
import type { Checkpoint } from './checkpoint.js';
import type { DatabaseJob, SyncParts } from './job.js';
import type { NotionPage, QueryPage } from '../notion.js';

/**
 * @param first the first answer, where it is known
 * @param take called with the pages of each answer
 */
export async function readTrash(
  { notion, cursors }: SyncParts,
  { signal }: DatabaseJob,
  { dataSource, editedFrom, newest }: Checkpoint,
  first: QueryPage | null,
  take: (pages: readonly NotionPage[]) => Promise<void>,
): Promise<void> {
  // A full refresh finds them by what is missing.
  if (editedFrom === null) return;
  const filter = { edited: { from: editedFrom }, inTrash: true };
  const answer =
    first ??
    (await notion.query(
      dataSource,
      { ...filter, sort: { by: 'last_edited_time', direction: 'descending' }, pageSize: 100 },
      signal,
    ));
  if (answer.next === null && !answer.incomplete) return take(answer.pages);
  const pause = (): Promise<void> => Promise.resolve();
  const spans = [{ from: 0, to: null }];
  await createScan({
    notion,
    dataSource,
    filter,
    spans,
    newest,
    cursors: cursors(),
    pause,
    signal,
    take,
  }).run();
}
