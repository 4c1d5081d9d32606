// Databases, data sources and pages as the API shows them: times rounded down to the minute, references cut.
import { isRecord, plainText, shownProperty, type Property } from '../state/properties.js';
import { toMinute, type Database, type Page } from '../state/page.js';
import { idFrom } from '../state/workspace.js';

/** Neighbours in an answer are mostly of one minute, and making the text is what costs. */
let lastTime = { at: Number.NaN, text: '' };
function iso(at: number): string {
  const minute = toMinute(at);
  if (lastTime.at !== minute) lastTime = { at: minute, text: new Date(minute).toISOString() };
  return lastTime.text;
}
const bare = (id: string): string => id.replaceAll('-', '');

export const integration = {
  object: 'user',
  id: '0b0b0b0b-0000-4000-8000-000000000001',
  name: 'PPM on-call',
  avatar_url: null,
  type: 'bot',
  bot: { owner: { type: 'workspace', workspace: true }, workspace_name: 'Meridian Finance' },
} as const;

const author = { object: 'user', id: integration.id } as const;
/** Every database lies on this page. */
export const parentPage = idFrom('parent page');

export const urlOf = (title: string, id: string): string =>
  `https://www.notion.so/${title.replaceAll(/[^A-Za-z0-9]+/g, '-').slice(0, 60)}-${bare(id)}`;

const titled = (title: string): unknown[] => [
  { type: 'text', text: { content: title, link: null }, plain_text: title, href: null },
];

export function shownDatabase(database: Database): Record<string, unknown> {
  return {
    object: 'database',
    id: database.id,
    title: titled(database.title),
    description: [],
    parent: { type: 'page_id', page_id: parentPage },
    is_inline: false,
    in_trash: false,
    created_time: iso(database.createdAt),
    last_edited_time: iso(database.createdAt),
    data_sources: [{ id: database.dataSourceId, name: database.title }],
    icon: null,
    cover: null,
    url: urlOf(database.title, database.id),
    public_url: null,
  };
}

export function shownDataSource(database: Database): Record<string, unknown> {
  return {
    object: 'data_source',
    id: database.dataSourceId,
    title: titled(database.title),
    description: [],
    properties: Object.fromEntries(
      [...database.properties.values()].map((property) => [property.name, shownProperty(property)]),
    ),
    parent: { type: 'database_id', database_id: database.id },
    database_parent: { type: 'page_id', page_id: parentPage },
    is_inline: false,
    in_trash: false,
    archived: false,
    created_time: iso(database.createdAt),
    last_edited_time: iso(database.createdAt),
    created_by: author,
    last_edited_by: author,
    icon: null,
    cover: null,
    url: urlOf(database.title, database.id),
    public_url: null,
  };
}

/** @param references most references of a property; Infinity for all */
export function shownPage(page: Page, references: number): Record<string, unknown> {
  return {
    object: 'page',
    id: page.id,
    created_time: iso(page.createdAt),
    last_edited_time: iso(page.editedAt),
    created_by: author,
    last_edited_by: author,
    cover: null,
    icon: null,
    parent: {
      type: 'data_source_id',
      data_source_id: page.database.dataSourceId,
      database_id: page.database.id,
    },
    archived: page.inTrash,
    in_trash: page.inTrash,
    properties: shownValues(page, references),
    url: urlOf(titleOf(page), page.id),
    public_url: null,
  };
}

export function titleOf(page: Page): string {
  const title = [...page.database.properties.values()].find(({ type }) => type === 'title');
  return title ? plainText(page.values.get(title.id)) : '';
}

export function shownValues(page: Page, references: number): Record<string, unknown> {
  const values: [string, unknown][] = [];
  for (const [name, property] of page.database.properties)
    values.push([name, shownValue(page, property, references)]);
  return Object.fromEntries(values);
}

function shownValue(page: Page, property: Property, references: number): unknown {
  const { id, type } = property;
  const value = valueOf(page, property);
  switch (type) {
    case 'relation': {
      const all = Array.isArray(value) ? value : [];
      return { id, type, relation: all.slice(0, references), has_more: all.length > references };
    }
    case 'people':
      return { id, type, people: Array.isArray(value) ? value.slice(0, references) : [] };
    case 'title':
    case 'rich_text':
      return { id, type, [type]: Array.isArray(value) ? cutMentions(value, references) : [] };
    case 'rollup':
      return { id, type, rollup: cutRollup(value, references) };
    default:
      return { id, type, [type]: value };
  }
}

/** What a rollup shows comes over a relation, which is cut as any. */
function cutRollup(value: unknown, most: number): unknown {
  if (!isRecord(value) || !Array.isArray(value['array'])) return value;
  return { ...value, array: value['array'].slice(0, most) };
}

/** Computed values follow from the page itself where they can. */
export function valueOf(page: Page, { id, type }: Property): unknown {
  switch (type) {
    case 'created_time':
      return iso(page.createdAt);
    case 'last_edited_time':
      return iso(page.editedAt);
    case 'created_by':
    case 'last_edited_by':
      return author;
    default:
      return page.values.get(id) ?? null;
  }
}

function cutMentions(pieces: unknown[], most: number): unknown[] {
  let mentions = 0;
  return pieces.filter((piece) => {
    if (!isRecord(piece) || piece['type'] !== 'mention') return true;
    mentions += 1;
    return mentions <= most;
  });
}
