// Every page of a data source, each once, past Notion's limit of 10,000 rows a query: for backups and whatever else needs
// the whole of a database.
import { Problem } from '../../core/problem.js';
import type { Notion, NotionPage, Query } from './notion.js';
import { createScan } from './sync/scan.js';

/** Queries side by side, unless the order counts. */
const fastest = 4;

/**
 * @param options.inTrash those in the trash instead of the live ones
 * @param options.oldestFirst one answer after the other; else in no certain order
 * @param take gets them as they come; without `oldestFirst` it may be called again before it has resolved
 * @throws Problem as Notion does, and not_possible for a minute with more pages than Notion can tell
 */
export async function eachPage(
  notion: Pick<Notion, 'query'>,
  dataSource: string,
  options: { inTrash: boolean; oldestFirst?: boolean; signal: AbortSignal },
  take: (pages: readonly NotionPage[]) => Promise<void>,
): Promise<void> {
  const { signal } = options;
  const filter: Pick<Query, 'inTrash'> = options.inTrash ? { inTrash: true } : {};
  const newestFirst: Query = {
    ...filter,
    sort: { by: 'created_time', direction: 'descending' },
    pageSize: 1,
  };
  const [newest] = (await notion.query(dataSource, newestFirst, signal)).pages;
  if (!newest) return;
  // A cursor that has to begin anew gives pages of its last minute again.
  const seen = new Set<string>();
  const scan = createScan({
    notion,
    dataSource,
    filter,
    spans: [{ from: 0, to: null }],
    newest: newest.createdAt,
    cursors: options.oldestFirst === true ? 1 : fastest,
    pause: async () => undefined,
    signal,
    async take(pages) {
      const fresh = pages.filter(({ id }) => !seen.has(id));
      for (const { id } of fresh) seen.add(id);
      await take(fresh);
    },
  });
  await scan.run().catch((error: unknown) => {
    if (!(error instanceof Problem) || error.code !== 'cancelled') throw error;
    throw new Problem(
      'cancelled',
      'The reading was stopped.',
      'Ask for it again when you are ready.',
    );
  });
}
