// A page carries at most 25 references of a property (people, relations, mentions in a text); the rest is asked for one
// property at a time. What is edited meanwhile would be half old and half new, so the page is read again until it holds still.
// (Notion API, "Retrieve a page", limits of property values)
import type { Json } from '../../../core/json.js';
import type { Notion, NotionPage, PropertyValue } from '../notion.js';

const most = 25;
/** Readings of a page that is edited all the time; what was missed then is read by the next sync, its edit being later. */
const readings = 3;

/** True when values are missing. Only relations say so; of the others, as many as the limit may be all or not. */
export function isCut(value: PropertyValue): boolean {
  switch (value.type) {
    case 'relation':
      return value['has_more'] === true;
    case 'people':
      return lengthOf(value['people']) >= most;
    case 'title':
    case 'rich_text':
      return mentionsIn(value[value.type]) >= most;
    case 'rollup':
      return lengthOf(arrayOf(value['rollup'])) >= most;
    default:
      return false;
  }
}

/** The page with every value; the same page when none was missing. @throws Problem */
export async function completed(
  notion: Pick<Notion, 'page' | 'property'>,
  page: NotionPage,
  signal: AbortSignal,
): Promise<NotionPage> {
  if (!Object.values(page.properties).some(isCut)) return page;
  let current = page;
  for (let reading = 1; ; reading += 1) {
    const whole = await withAllValues(notion, current, signal);
    const after = await notion.page(page.id, signal);
    if (reading === readings || sameContent(current, after)) return whole;
    current = after;
  }
}

async function withAllValues(
  notion: Pick<Notion, 'property'>,
  page: NotionPage,
  signal: AbortSignal,
): Promise<NotionPage> {
  const properties: Record<string, PropertyValue> = {};
  for (const [name, value] of Object.entries(page.properties))
    properties[name] = isCut(value) ? await notion.property(page.id, value, signal) : value;
  return { ...page, properties };
}

/** An edit within the same minute doesn't show in the time, so the values are compared too. */
function sameContent(one: NotionPage, other: NotionPage): boolean {
  return (
    one.editedAt === other.editedAt &&
    one.inTrash === other.inTrash &&
    JSON.stringify(one.properties) === JSON.stringify(other.properties)
  );
}

function lengthOf(value: Json | undefined): number {
  return Array.isArray(value) ? value.length : 0;
}

function arrayOf(rollup: Json | undefined): Json | undefined {
  return typeof rollup === 'object' && rollup !== null && !Array.isArray(rollup)
    ? rollup['array']
    : undefined;
}

function mentionsIn(pieces: Json | undefined): number {
  if (!Array.isArray(pieces)) return 0;
  return pieces.filter(
    (piece) =>
      typeof piece === 'object' &&
      piece !== null &&
      !Array.isArray(piece) &&
      piece['type'] === 'mention',
  ).length;
}
