// Sorts of a query as Notion takes them: one time, or a list of times and properties of which the first counts most.
import { invalid } from './errors.js';
import type { Order } from './ordered.js';
import { valueOf } from './shown.js';
import { isRecord, optionNames, plainText, textOf, type Property } from '../state/properties.js';
import { toMinute, type Database, type Page } from '../state/page.js';

/** What a page is sorted by; null for an empty value, which comes last in both directions. */
export type SortKey = string | number | null;

export interface Sorting {
  keys: (page: Page) => SortKey[];
  compare: (a: readonly SortKey[], b: readonly SortKey[]) => number;
}

interface Sort {
  key: (page: Page) => SortKey;
  ascending: boolean;
  time: Order['by'] | null;
}

/** An order by one time, which costs nothing; or one that needs every page. */
export function parseSorts(given: unknown, database: Database): Order | Sorting {
  if (given !== undefined && !Array.isArray(given))
    throw invalid('body failed validation: body.sorts should be an array or `undefined`.');
  const sorts = (given ?? []).map((one: unknown, at: number) => parseSort(one, at, database));
  const [first] = sorts;
  if (first === undefined) return { by: 'createdAt', ascending: false };
  if (sorts.length === 1 && first.time) return { by: first.time, ascending: first.ascending };
  return {
    keys: (page) => sorts.map(({ key }) => key(page)),
    compare(a, b) {
      for (const [at, { ascending }] of sorts.entries()) {
        const order = compareKeys(a[at] ?? null, b[at] ?? null, ascending);
        if (order !== 0) return order;
      }
      return 0;
    },
  };
}

function parseSort(given: unknown, at: number, database: Database): Sort {
  const where = `body failed validation: body.sorts[${at}]`;
  if (!isRecord(given)) throw invalid(`${where} should be an object.`);
  const { direction, timestamp, property: name } = given;
  if (direction !== 'ascending' && direction !== 'descending')
    throw invalid(
      `${where}.direction should be \`"ascending"\` or \`"descending"\`, instead was \`${JSON.stringify(direction)}\`.`,
    );
  const ascending = direction === 'ascending';
  if (timestamp === 'created_time' || timestamp === 'last_edited_time') {
    const time = timestamp === 'created_time' ? 'createdAt' : 'editedAt';
    return { key: (page) => toMinute(page[time]), ascending, time };
  }
  if (typeof name !== 'string')
    throw invalid(`${where}.property should be defined, instead was \`undefined\`.`);
  const property = [...database.properties.values()].find(
    (candidate) => candidate.name === name || candidate.id === name,
  );
  if (!property) throw invalid(`Could not find sort property with name or id: ${name}`);
  return { key: (page) => keyOf(property, valueOf(page, property)), ascending, time: null };
}

function keyOf(property: Property, value: unknown): SortKey {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'string') return value.toLowerCase();
  if (Array.isArray(value)) return plainText(value).toLowerCase() || firstOf(value);
  if (!isRecord(value)) return null;
  if (property.type === 'unique_id') return Number(value['number']);
  if (property.type !== 'select' && property.type !== 'status')
    return textOf(value['start'] ?? value['name']) || null;
  // Choices are sorted as they stand in the schema.
  return optionNames(property).indexOf(textOf(value['name']));
}

function firstOf([first]: readonly unknown[]): SortKey {
  return isRecord(first) ? textOf(first['name'] ?? first['id']) : null;
}

function compareKeys(a: SortKey, b: SortKey, ascending: boolean): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  const order =
    typeof a === 'number' && typeof b === 'number' ? a - b : String(a) < String(b) ? -1 : 1;
  return ascending ? order : -order;
}
