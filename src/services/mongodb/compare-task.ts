// A record's fields beside the properties of its Notion page: which of them say the same.
import type { Json, JsonObject } from '../../core/json.js';
import type { NotionPage, PropertyValue } from '../notion/notion.js';
import { plainValue } from '../notion/reading/plain-value.js';

export interface Compared {
  field: string;
  property: string;
  inRecord: string;
  /** Null: the page has no such property. */
  inNotion: string | null;
  same: boolean;
}

/** @param fields field of the record (`owner.name` for one inside) by property's name */
export function compareTask(
  record: JsonObject,
  { properties }: Pick<NotionPage, 'properties'>,
  fields: Readonly<Record<string, string>>,
): Compared[] {
  return Object.entries(fields).map(([field, property]) => {
    const here = valueAt(record, field.split('.'));
    const there = Object.hasOwn(properties, property) ? properties[property] : undefined;
    return {
      field,
      property,
      inRecord: textOf(here),
      inNotion: there ? plainValue(there) : null,
      same: there !== undefined && isSame(here, there),
    };
  });
}

function valueAt(value: Json | undefined, path: readonly string[]): Json {
  const [name, ...rest] = path;
  if (value === undefined || value === null) return null;
  if (name === undefined) return value;
  if (typeof value !== 'object' || Array.isArray(value)) return null;
  return valueAt(value[name], rest);
}

/** A value as a person reads it. */
export function textOf(value: Json): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.map(textOf).join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function isSame(here: Json, there: PropertyValue): boolean {
  const record = textOf(here).trim();
  const notion = plainValue(there).trim();
  if (record === notion) return true;
  switch (there.type) {
    case 'number':
      return record !== '' && notion !== '' && Number(record) === Number(notion);
    case 'checkbox':
      // A box nobody ticked, and a field nobody set.
      return record === '' && notion === 'no';
    case 'date':
    case 'created_time':
    case 'last_edited_time':
      return isSameTime(record, notion);
    case 'multi_select':
    case 'people':
    case 'relation':
      return sorted(record) === sorted(notion);
    default:
      return false;
  }
}

/** A day in Notion has no time; a date in MongoDB always has one. */
function isSameTime(record: string, notion: string): boolean {
  if (record === '' || notion === '') return false;
  if (/^\d{4}-\d\d-\d\d$/.test(notion)) return record.slice(0, 10) === notion;
  return Date.parse(record) === Date.parse(notion);
}

function sorted(list: string): string {
  return list
    .split(',')
    .map((item) => item.trim())
    .toSorted()
    .join();
}
