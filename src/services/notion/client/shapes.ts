// Notion's answers, read at the edge into the types of the port. Checked by hand as far as the house relies on it: 100
// pages an answer, and a million of them, are too many for a schema of every value. A value whose type nobody knows yet stays
// as it is; a page of which Notion shows only a part gets empty values.
import type { Json, JsonObject } from '../../../core/json.js';
import { notionId } from '../notion-id.js';
import type {
  DataSource,
  NotionPage,
  PropertySchema,
  PropertyValue,
  QueryPage,
} from '../notion.js';
import type { Part } from './all-items.js';

/** What JSON.parse made of `{…}` holds only JSON. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isList(value: unknown): value is Json[] {
  return Array.isArray(value);
}

/** @throws TypeError when the answer is none */
export function objectIn(answer: unknown): JsonObject {
  if (!isObject(answer)) throw new TypeError('Not an object.');
  return answer;
}

/** @throws TypeError when the field is no text */
export function textIn(object: JsonObject, field: string): string {
  const value = object[field];
  if (typeof value !== 'string') throw new TypeError(`${field} is no text.`);
  return value;
}

/** Empty where there is none. */
export function listIn(object: JsonObject, field: string): Json[] {
  const value = object[field];
  return isList(value) ? value : [];
}

/** Empty where there is none. */
export function partIn(object: JsonObject, field: string): JsonObject {
  const value = object[field];
  return isObject(value) ? value : {};
}

/** @throws TypeError */
export function readPage(answer: unknown): NotionPage {
  const page = objectIn(answer);
  const parent = partIn(page, 'parent');
  return {
    id: idOf(textIn(page, 'id')),
    databaseId: idIn(parent, 'database_id'),
    dataSourceId: idIn(parent, 'data_source_id'),
    createdAt: timeIn(page, 'created_time'),
    editedAt: timeIn(page, 'last_edited_time'),
    inTrash: page['in_trash'] === true || page['archived'] === true,
    url: wordsIn(page, 'url'),
    properties: Object.fromEntries(
      Object.entries(partIn(page, 'properties')).map(([name, value]) => [name, readValue(value)]),
    ),
  };
}

/** @throws TypeError */
export function readQueryPage(answer: unknown): QueryPage {
  const { results, next, list } = readList(answer);
  return {
    // The rows of a wiki may be databases.
    pages: results.filter((row) => row['object'] !== 'data_source').map(readPage),
    next,
    incomplete: partIn(list, 'request_status')['type'] === 'incomplete',
  };
}

/** @throws TypeError when a part of it is missing: what can't be read is not taken for the end */
export function readList(answer: unknown): Part<JsonObject> {
  const list = objectIn(answer);
  const results = list['results'];
  if (!isList(results)) throw new TypeError('No results.');
  const next = list['has_more'] === true ? textIn(list, 'next_cursor') : null;
  return { results: results.map(objectIn), next, list };
}

/** @throws TypeError */
export function readDataSource(answer: unknown): DataSource {
  const source = objectIn(answer);
  return {
    id: idOf(textIn(source, 'id')),
    databaseId: idIn(partIn(source, 'parent'), 'database_id') ?? '',
    title: plainText(listIn(source, 'title')),
    url: wordsIn(source, 'url'),
    properties: Object.entries(partIn(source, 'properties')).map(([name, schema]) =>
      readSchema(name, isObject(schema) ? schema : {}),
    ),
  };
}

/** @throws TypeError */
export function readMe(answer: unknown): { id: string; name: string; workspace: string } {
  const me = objectIn(answer);
  return {
    id: idOf(textIn(me, 'id')),
    name: wordsIn(me, 'name'),
    workspace: wordsIn(partIn(me, 'bot'), 'workspace_name'),
  };
}

/** The id of a database's first data source; null where it has none that can be seen. @throws TypeError */
export function readFirstSource(answer: unknown): string | null {
  const [first] = listIn(objectIn(answer), 'data_sources');
  return first === undefined ? null : idOf(textIn(objectIn(first), 'id'));
}

/** A value always has an id and a type; one that came without gets empty ones. */
export function readValue(value: Json): PropertyValue {
  const given = isObject(value) ? value : {};
  return { ...given, id: wordsIn(given, 'id'), type: wordsIn(given, 'type') };
}

function readSchema(name: string, schema: JsonObject): PropertySchema {
  const type = wordsIn(schema, 'type');
  return {
    id: wordsIn(schema, 'id'),
    name,
    type,
    options: listIn(partIn(schema, type), 'options').flatMap((option) =>
      isObject(option) && typeof option['name'] === 'string' ? [option['name']] : [],
    ),
  };
}

function plainText(pieces: readonly Json[]): string {
  return pieces.map((piece) => (isObject(piece) ? wordsIn(piece, 'plain_text') : '')).join('');
}

/** Empty where there are none. */
export function wordsIn(object: JsonObject, field: string): string {
  const value = object[field];
  return typeof value === 'string' ? value : '';
}

function timeIn(object: JsonObject, field: string): number {
  const time = Date.parse(wordsIn(object, field));
  return Number.isNaN(time) ? 0 : time;
}

function idIn(object: JsonObject, field: string): string | null {
  const id = wordsIn(object, field);
  return id === '' ? null : idOf(id);
}

function idOf(text: string): string {
  return notionId(text) ?? text;
}
