// The properties of a database that is made from the expected schema of ppm.config.yaml, and what each row of the old one
// has for them. (Runbook oberaconnect, "Notion Database Schema Mismatch": --recreate)
import type { Json, JsonObject } from '../../../core/json.js';
import type { DataSource, NotionPage, PropertySchema } from '../notion.js';
import type { ExpectedProperty } from '../reading/schema-difference.js';
import type { Setting } from './given-values.js';
import { readText } from './read-text.js';
import { isWritableType, writable } from './writable.js';
import { writeValue } from './write-value.js';

export interface NewSchema {
  /** In Notion's words. */
  words: JsonObject;
  properties: PropertySchema[];
  /** What can't be made as expected, each in a sentence. */
  without: string[];
}

/** @param old its choices are taken over: rows have them */
export function newSchema(
  expected: readonly ExpectedProperty[],
  old: Pick<DataSource, 'properties'>,
): NewSchema {
  const without = expected.flatMap(({ name, type }) => {
    if (type === 'status')
      return [
        `${name} is made as a select: Notion's API can't make a status. Change its type in Notion afterwards.`,
      ];
    const why = whyNot(type);
    return why === null ? [] : [`${name} (${type}) is not made: ${why}.`];
  });
  const made = expected
    .filter(({ type }) => whyNot(type) === null)
    .map((one) => (one.type === 'status' ? { ...one, type: 'select' } : one));
  const title = old.properties.find(({ type }) => type === 'title')?.name ?? 'Name';
  // Every database has one title, whether the configuration names it or not.
  const all = made.some(({ type }) => type === 'title')
    ? made
    : [{ name: title, type: 'title', options: [] }, ...made];
  const properties = all.map(({ name, type, options }) => {
    const before = old.properties.find((property) => property.name === name)?.options ?? [];
    const more = hasOptions(type) ? before.filter((option) => !options.includes(option)) : [];
    return { id: '', name, type, options: [...options, ...more] };
  });
  return {
    words: Object.fromEntries(properties.map((property) => [property.name, wordsOf(property)])),
    properties,
    without,
  };
}

/** Why a property can't be made from what the configuration says; null when it can. */
function whyNot(type: string): string | null {
  switch (type) {
    case 'relation':
      return 'ppm.config.yaml does not say which database it points to';
    case 'rollup':
    case 'formula':
      return 'ppm.config.yaml does not say what it computes';
    default:
      return null;
  }
}

function hasOptions(type: string): boolean {
  return type === 'select' || type === 'multi_select';
}

function wordsOf({ type, options }: PropertySchema): Json {
  if (hasOptions(type)) return { [type]: { options: options.map((name) => ({ name })) } };
  if (type === 'number') return { number: { format: 'number' } };
  return { [type]: {} };
}

/** What a row has for the new database; `lost`: properties whose value can't be taken over. */
export function rowFor(
  page: NotionPage,
  schema: readonly PropertySchema[],
): { settings: Setting[]; lost: string[] } {
  const settings: Setting[] = [];
  const lost: string[] = [];
  for (const property of schema) {
    const value = page.properties[property.name] ?? titleOf(page, property);
    if (!value || !isWritableType(property.type)) continue;
    const content =
      value.type === property.type ? writable(value) : converted(property, readText(value));
    if (content === undefined) lost.push(property.name);
    else if (!isEmpty(content))
      settings.push({ name: property.name, type: property.type, content });
  }
  return { settings, lost };
}

/** The title may have had another name. */
function titleOf({ properties }: NotionPage, { type }: PropertySchema) {
  return type === 'title'
    ? Object.values(properties).find((value) => value.type === 'title')
    : undefined;
}

/** A value of another type, by way of its text. */
function converted(property: PropertySchema, text: string): Json | undefined {
  const written = writeValue(property, text);
  return 'content' in written ? written.content : undefined;
}

function isEmpty(content: Json): boolean {
  return content === null || (Array.isArray(content) && content.length === 0);
}
