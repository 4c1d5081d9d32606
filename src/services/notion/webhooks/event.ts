// An event as Notion sends it: which page changed, and where that page lies; what changed has to be asked for. Read leniently,
// since Notion adds types of events, and one that isn't understood must not be sent again and again. (Notion API, "Webhooks")
import { z } from 'zod';
import { notionId } from '../notion-id.js';

const thing = z.object({ id: z.string(), type: z.string() });

export const notionEventSchema = z.object({
  /** The same for every delivery of one event. */
  id: z.string().regex(/^[\w-]{1,100}$/),
  type: z.string(),
  entity: thing.nullable().catch(null),
  data: z
    .object({ parent: thing.extend({ data_source_id: z.string().optional() }).optional() })
    .nullable()
    .catch(null),
});
export type NotionEvent = z.infer<typeof notionEventSchema>;

/** A page that somebody changed, and where it lies as far as the event says so. Ids with dashes, in lower case. */
export const changedPageSchema = z.object({
  page: z.string(),
  databaseId: z.string().nullable(),
  dataSourceId: z.string().nullable(),
});
export type ChangedPage = z.infer<typeof changedPageSchema>;

/** Null for events that aren't about a page. */
export function changedPage({ type, entity, data }: NotionEvent): ChangedPage | null {
  if (!type.startsWith('page.') || entity?.type !== 'page') return null;
  const page = notionId(entity.id);
  if (page === null) return null;
  const parent = data?.parent;
  return {
    page,
    databaseId: parent?.type === 'database' ? notionId(parent.id) : null,
    dataSourceId: notionId(parent?.data_source_id ?? ''),
  };
}
