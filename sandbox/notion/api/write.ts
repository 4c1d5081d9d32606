// Values as a caller sends them, checked against the schema as Notion does. (developers.notion.com, "Request limits",
// "Property values")
import { invalid, type ApiError } from './errors.js';
import {
  computed,
  isRecord,
  option,
  optionNames,
  plainAnnotations,
  type Property,
  type Value,
} from '../state/properties.js';
import type { Database } from '../state/page.js';

const longestText = 2_000;
const mostPieces = 100;

/** Choices that a select didn't have; they are made once all values are good. */
type Made = Map<Property, Record<string, unknown>[]>;

/** The given values of a page by property id. Throws before anything is changed. */
export function writtenValues(database: Database, given: unknown): Map<string, Value> {
  if (given === undefined) return new Map();
  if (!isRecord(given))
    throw invalid('body failed validation: body.properties should be an object.');
  const made: Made = new Map();
  const values = Object.entries(given).map(([name, value]): [string, Value] => {
    const property = [...database.properties.values()].find(
      (candidate) => candidate.name === name || candidate.id === name,
    );
    if (!property) throw invalid(`${name} is not a property that exists.`);
    return [property.id, written(property, value, made)];
  });
  for (const [property, options] of made)
    property.config = { ...property.config, options: [...optionsOf(property), ...options] };
  return new Map(values);
}

function written(property: Property, given: unknown, made: Made): Value {
  const { name, type } = property;
  if (computed.has(type)) throw invalid(`${name} is a computed property and can not be updated.`);
  if (!isRecord(given) || !(type in given)) throw invalid(`${name} is expected to be ${type}.`);
  const value = given[type];
  switch (type) {
    case 'title':
    case 'rich_text':
      return textPieces(name, value);
    case 'number':
      return oneOf(
        name,
        type,
        value,
        value === null || (typeof value === 'number' && Number.isFinite(value)),
      );
    case 'checkbox':
      return oneOf(name, type, value, typeof value === 'boolean');
    case 'url':
      return shortText(name, type, value, 2_000);
    case 'email':
    case 'phone_number':
      return shortText(name, type, value, 200);
    case 'select':
      return value === null ? null : chosen(property, value, made);
    case 'status':
      return value === null ? null : chosen(property, value, null);
    case 'multi_select':
      return listOf(name, value).map((one) => chosen(property, one, made));
    case 'date':
      return date(name, value);
    case 'relation':
    case 'people':
      return listOf(name, value).map((one) => {
        if (isRecord(one) && typeof one['id'] === 'string')
          return type === 'people' ? { object: 'user', id: one['id'] } : { id: one['id'] };
        throw invalid(`body failed validation: ${name} should have ids.`);
      });
    default:
      return value;
  }
}

function oneOf(name: string, type: string, value: unknown, isRight: boolean): Value {
  if (isRight) return value;
  throw invalid(`body failed validation: body.properties.${name}.${type} is of the wrong kind.`);
}

function shortText(name: string, type: string, value: unknown, most: number): Value {
  if (typeof value !== 'string' || value.length <= most)
    return oneOf(name, type, value, value === null || typeof value === 'string');
  throw tooLong(`body.properties.${name}.${type}.length`, most, value.length);
}

function tooLong(where: string, most: number, length: number): ApiError {
  return invalid(
    `body failed validation: ${where} should be ≤ \`${most}\`, instead was \`${length}\`.`,
  );
}

function listOf(name: string, value: unknown): unknown[] {
  if (!Array.isArray(value))
    throw invalid(`body failed validation: body.properties.${name} should be an array.`);
  if (value.length <= mostPieces) return value;
  throw tooLong(`body.properties.${name}.length`, mostPieces, value.length);
}

function textPieces(name: string, value: unknown): Value {
  return listOf(name, value).map((piece, at) => {
    if (!isRecord(piece))
      throw invalid(`body failed validation: ${name} should have rich text objects.`);
    if (piece['type'] === 'mention') return { plain_text: '@', href: null, ...piece };
    const { text } = piece;
    const content = isRecord(text) ? text['content'] : undefined;
    if (typeof content !== 'string')
      throw invalid(
        `body failed validation: body.properties.${name}[${at}].text.content should be defined, instead was \`undefined\`.`,
      );
    if (content.length > longestText)
      throw tooLong(
        `body.properties.${name}[${at}].text.content.length`,
        longestText,
        content.length,
      );
    const link = isRecord(text) ? (text['link'] ?? null) : null;
    const { annotations = plainAnnotations } = piece;
    return { type: 'text', text: { content, link }, annotations, plain_text: content, href: null };
  });
}

function optionsOf({ config: { options } }: Property): Record<string, unknown>[] {
  return Array.isArray(options) ? options.filter(isRecord) : [];
}

/** A choice that isn't there is made, but not for a status: then `made` is null. */
function chosen(property: Property, value: unknown, made: Made | null): Value {
  const { name: given, id } = isRecord(value) ? value : {};
  const found = [...optionsOf(property), ...(made?.get(property) ?? [])].find(
    (one) => one['name'] === given || (id !== undefined && one['id'] === id),
  );
  if (found) return found;
  if (typeof given !== 'string' || given === '')
    throw invalid(`body failed validation: ${property.name} should name a choice.`);
  if (!made)
    throw invalid(
      `Invalid status option. Status option "${given}" does not exist. Options: ${optionNames(property).join(', ')}.`,
    );
  if (given.includes(',')) throw invalid('Invalid select option, commas not allowed.');
  if (given.length > 100)
    throw tooLong(`body.properties.${property.name}.name.length`, 100, given.length);
  const choice = option(given);
  made.set(property, [...(made.get(property) ?? []), choice]);
  return choice;
}

function date(name: string, value: unknown): Value {
  if (value === null) return null;
  const start = isRecord(value) ? value['start'] : undefined;
  if (
    typeof start !== 'string' ||
    !/^\d{4}-\d\d-\d\d/.test(start) ||
    Number.isNaN(Date.parse(start))
  )
    throw invalid(
      `body failed validation: body.properties.${name}.date.start should be a valid ISO 8601 date string.`,
    );
  const { end = null, time_zone: timeZone = null } = isRecord(value) ? value : {};
  return { start, end, time_zone: timeZone };
}
