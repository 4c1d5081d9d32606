// How an index is written: as JSON (`{"status":1,"created_at":-1}`), by the name that MongoDB gives it, and as people type it:
// `tasks(status,-created_at)`.
import { z } from 'zod';
import { Problem } from '../../core/problem.js';

const keySchema = z.record(z.string(), z.union([z.number(), z.string()]));

export interface IndexWanted {
  collection: string;
  /** As JSON. */
  key: string;
}

/** Fields and their directions; `2dsphere`, `text` or `hashed` for special ones. */
export function fieldsOfKey(key: string): Record<string, number | string> {
  return keySchema.parse(JSON.parse(key));
}

/** `status_1_created_at_-1` */
export function nameOfIndex(key: string): string {
  return Object.entries(fieldsOfKey(key))
    .map(([field, value]) => `${field}_${value}`)
    .join('_');
}

/** `tasks(status,-created_at)`; null where it can't be typed so. */
export function typedIndex({ collection, key }: IndexWanted): string | null {
  const fields = Object.entries(fieldsOfKey(key)).map(([field, value]) => {
    const isPlain = /^[^\s(),-][^\s(),]*$/.test(field) && (value === 1 || value === -1);
    return isPlain ? `${value === -1 ? '-' : ''}${field}` : null;
  });
  const isPlain = fields.every((field) => field !== null) && /^[^\s(),;]+$/.test(collection);
  return isPlain ? `${collection}(${fields.join(',')})` : null;
}

/** @throws Problem invalid_input on `indexes` */
export function parseIndexes(text: string): IndexWanted[] {
  const found = [...text.matchAll(/([^\s(),;]+)\(([^()]+)\)/g)];
  const rest = text.replaceAll(/[^\s(),;]+\([^()]+\)/g, '').replaceAll(/[\s,;]/g, '');
  const all = found.map(([, collection = '', list = '']) => ({
    collection,
    fields: list.split(',').map((field) => field.trim()),
  }));
  const isWrong = all.some(({ fields }) => fields.some((field) => !/^-?[^\s-]\S*$/.test(field)));
  if (all.length === 0 || rest !== '' || isWrong)
    throw new Problem(
      'invalid_input',
      `${JSON.stringify(text.slice(0, 80))} names no indexes.`,
      'Write collection(field,-field): tasks(status,-created_at), tasks(user_id). A minus means descending.',
      { field: 'indexes' },
    );
  return all.map(({ collection, fields }) => ({
    collection,
    key: JSON.stringify(
      Object.fromEntries(
        fields.map((field) => (field.startsWith('-') ? [field.slice(1), -1] : [field, 1])),
      ),
    ),
  }));
}
