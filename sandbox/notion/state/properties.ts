// Properties of a database: their schema, and values from short or Notion's own words.
import { createHash } from 'node:crypto';
import type { PropertySeed } from '../protocol.js';

export interface Property {
  id: string;
  name: string;
  type: string;
  /** What stands under the type's name: options, format, formula … */
  config: Record<string, unknown>;
  /** How seeds call it: generated pages keep their words when it is renamed or becomes another type. */
  seed: { name: string; type: string };
}

/** A value without its id: what stands under the type's name. */
export type Value = unknown;

export const computed: ReadonlySet<string> = new Set([
  'formula',
  'rollup',
  'created_time',
  'created_by',
  'last_edited_time',
  'last_edited_by',
  'unique_id',
  'button',
  'verification',
]);

/** Empty for what is no text. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function propertyOf(name: string, seed: PropertySeed): Property {
  const config = seed[seed.type];
  const id = seed.type === 'title' ? 'title' : encodeURIComponent(hash(name).slice(0, 4));
  return {
    id,
    name,
    type: seed.type,
    config: isRecord(config) ? withOptionIds(config) : {},
    seed: { name, type: seed.type },
  };
}

function withOptionIds(config: Record<string, unknown>): Record<string, unknown> {
  const { options } = config;
  if (!Array.isArray(options)) return config;
  return {
    ...config,
    options: options.filter(isRecord).map((one) => ({
      id: hash(textOf(one['name'])).slice(0, 8),
      color: 'default',
      ...one,
    })),
  };
}

export function optionNames(property: Property): string[] {
  const { options } = property.config;
  return Array.isArray(options) ? options.filter(isRecord).map((one) => textOf(one['name'])) : [];
}

/** The property as the API shows it. */
export function shownProperty({ id, name, type, config }: Property): Record<string, unknown> {
  return { id, name, type, description: null, [type]: config };
}

/** A seed's value, short or in Notion's words, as what stands under the type's name. */
export function seededValue(type: string, given: unknown): Value {
  if (isRecord(given) && type in given) return given[type];
  if (given === undefined) return emptyValue(type);
  switch (type) {
    case 'title':
    case 'rich_text':
      return typeof given === 'string' ? richText(given) : given;
    case 'select':
    case 'status':
      return typeof given === 'string' ? option(given) : given;
    case 'multi_select':
      return Array.isArray(given)
        ? given.map((one) => (typeof one === 'string' ? option(one) : one))
        : given;
    case 'date':
      return typeof given === 'string' ? { start: given, end: null, time_zone: null } : given;
    case 'relation':
      return Array.isArray(given)
        ? given.map((one) => (typeof one === 'string' ? { id: one } : one))
        : given;
    case 'people':
      return Array.isArray(given)
        ? given.map((one) => (typeof one === 'string' ? { object: 'user', id: one } : one))
        : given;
    default:
      return given;
  }
}

export function emptyValue(type: string): Value {
  switch (type) {
    case 'title':
    case 'rich_text':
    case 'multi_select':
    case 'relation':
    case 'people':
    case 'files':
      return [];
    case 'checkbox':
      return false;
    default:
      return null;
  }
}

/** A value after its property became another type: what is text stays as far as it fits, all else is lost. */
export function converted(value: Value, from: string, to: string): Value {
  if (from === to) return value;
  const text = textIn(value);
  switch (text === '' ? '' : to) {
    case 'title':
    case 'rich_text':
      return richText(text);
    case 'select':
      return option(text);
    case 'multi_select':
      return text.split(', ').map(option);
    case 'number':
      return Number.isNaN(Number(text)) ? null : Number(text);
    case 'url':
    case 'email':
    case 'phone_number':
      return text;
    default:
      return emptyValue(to);
  }
}

function textIn(value: Value): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  if (isRecord(value)) return textOf(value['name'] ?? value['start']);
  if (Array.isArray(value) && value.some((one) => isRecord(one) && 'name' in one))
    return value.map(textIn).join(', ');
  return plainText(value);
}

export function option(name: string): Record<string, unknown> {
  return { id: hash(name).slice(0, 8), name, color: 'default' };
}

export function richText(content: string): unknown[] {
  if (content === '') return [];
  const pieces = content.match(/[\s\S]{1,2000}/g) ?? [];
  return pieces.map((piece) => ({
    type: 'text',
    text: { content: piece, link: null },
    annotations: plainAnnotations,
    plain_text: piece,
    href: null,
  }));
}

export const plainAnnotations = {
  bold: false,
  italic: false,
  strikethrough: false,
  underline: false,
  code: false,
  color: 'default',
};

/** The text of a title or a rich text. */
export function plainText(value: Value): string {
  return Array.isArray(value)
    ? value
        .filter(isRecord)
        .map((piece) => textOf(piece['plain_text']))
        .join('')
    : '';
}

function hash(text: string): string {
  return createHash('sha1').update(text).digest('base64url');
}
