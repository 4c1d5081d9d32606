// A Notion page as a row of the bronze table: the same page always gives the same text and the same hash, so that a
// repeat changes nothing. What changes without an edit (signed file addresses, avatars) is left out.
import { createHash } from 'node:crypto';
import { propertyTypes } from '../../../config/systems-schema.js';
import type { Json, JsonObject } from '../../../core/json.js';
import type { PageRow } from '../../databricks/bronze.js';
import type { NotionPage } from '../notion.js';
import { pageTitle } from '../page-title.js';

const known: ReadonlySet<string> = new Set(propertyTypes);

/** @param databaseId the database it was found in, with dashes */
export function rowOf(page: NotionPage, databaseId: string): PageRow {
  const names = Object.keys(page.properties).toSorted();
  const properties = JSON.stringify(
    Object.fromEntries(names.map((name) => [name, lasting(page.properties[name] ?? null)])),
  );
  const row = {
    pageId: page.id,
    databaseId,
    title: pageTitle(page),
    url: page.url,
    createdAt: page.createdAt,
    editedAt: page.editedAt,
    properties,
    deleted: page.inTrash,
  };
  return { ...row, contentHash: hashOf(row) };
}

/** Types of its properties that this version doesn't know; they are kept as JSON all the same. */
export function unknownTypes(page: NotionPage): string[] {
  return Object.values(page.properties)
    .map(({ type }) => type)
    .filter((type) => !known.has(type));
}

function hashOf(row: Omit<PageRow, 'contentHash'>): string {
  return createHash('sha256')
    .update(
      [row.databaseId, row.title, row.url, row.createdAt, row.editedAt, row.deleted].join('\0'),
    )
    .update('\0')
    .update(row.properties)
    .digest('hex');
}

/** The value without what changes by itself. */
function lasting(value: Json): Json {
  if (Array.isArray(value)) return value.map(lasting);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !passing(key, value))
      .map(([key, item]) => [key, lasting(item)]),
  );
}

/** A signed address lives an hour; a person's picture and the id of an answer say nothing about the page. */
function passing(key: string, within: JsonObject): boolean {
  switch (key) {
    case 'avatar_url':
    case 'request_id':
    case 'expiry_time':
      return true;
    case 'url':
      return 'expiry_time' in within;
    default:
      return false;
  }
}
