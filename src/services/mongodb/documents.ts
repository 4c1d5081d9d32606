// Between a MongoDB document and plain JSON: dates as ISO text, ids and large numbers as text.
import { Binary, Double, Int32, Long, ObjectId, type Filter } from 'mongodb';
import type { Json, JsonObject } from '../../core/json.js';
import { notionId } from '../notion/notion-id.js';
import type { TaskRecord } from './task-records.js';

/** A document of any shape. */
export interface AnyRecord {
  _id: string | number | ObjectId;
  [field: string]: unknown;
}

/** Matches a record by its `_id`, as an ObjectId, text or number, or by its Notion page's id however it is written. */
export function idsThatMatch(id: string, pageIdField: string): Filter<AnyRecord> {
  const text = id.trim();
  const page = notionId(text);
  const own: AnyRecord['_id'][] = [
    text,
    ...(ObjectId.isValid(text) && /^[0-9a-f]{24}$/i.test(text) ? [new ObjectId(text)] : []),
    ...(/^\d{1,15}$/.test(text) ? [Number(text)] : []),
  ];
  const pages = page === null ? [] : [page, page.replaceAll('-', '')];
  return {
    $or: [...own.map((_id) => ({ _id })), ...pages.map((value) => ({ [pageIdField]: value }))],
  };
}

export function plainFields({ _id, ...rest }: AnyRecord): TaskRecord {
  return { id: textOf(plain(_id)), fields: objectOf(rest) };
}

function objectOf(document: object): JsonObject {
  return Object.fromEntries(Object.entries(document).map(([name, value]) => [name, plain(value)]));
}

function plain(value: unknown): Json {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'bigint') return String(value);
  if (value instanceof Date)
    return Number.isNaN(value.getTime()) ? 'no valid date' : value.toISOString();
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof ObjectId) return value.toHexString();
  if (value instanceof Int32 || value instanceof Double) return value.valueOf();
  if (value instanceof Long) return value.toString();
  if (value instanceof Binary) return `${value.length()} bytes`;
  if (typeof value !== 'object') return typeof value;
  return '_bsontype' in value ? scalar(value) : objectOf(value);
}

/** Decimals, regular expressions, timestamps: what their JSON says. */
function scalar(value: object): string {
  const json: unknown = JSON.parse(JSON.stringify(value));
  if (typeof json !== 'object' || json === null) return String(json);
  const [only, ...more] = Object.values(json);
  return more.length === 0 && typeof only === 'string' ? only : JSON.stringify(json);
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
