// Filters of a query: the times of a page, its properties, and combinations of them two deep.
import { invalid } from './errors.js';
import { conditionOf, timeBounds, type Bounds } from './conditions.js';
import { valueOf } from './shown.js';
import { isRecord } from '../state/properties.js';
import { toMinute, type Database, type Page } from '../state/page.js';

export type { Bounds } from './conditions.js';

export interface Filter {
  matches(page: Page): boolean;
  /** Times outside of which nothing matches, rounded to the minute. */
  created: Bounds;
  edited: Bounds;
}

const anyTime: Bounds = { from: -Infinity, before: Infinity };
const everything: Filter = { matches: () => true, created: anyTime, edited: anyTime };

export function parseFilter(filter: unknown, database: Database, depth = 0): Filter {
  if (filter === undefined || filter === null) return everything;
  if (!isRecord(filter)) throw invalid('body failed validation: body.filter should be an object.');
  const { and, or } = filter;
  if (and !== undefined || or !== undefined) {
    if (depth > 1) throw invalid('body failed validation: body.filter is nested too deeply.');
    const list = and ?? or;
    if (!Array.isArray(list)) throw invalid('body failed validation: and and or should be arrays.');
    const parts = list.map((part: unknown) => parseFilter(part, database, depth + 1));
    return and === undefined ? anyOf(parts) : allOf(parts);
  }
  if ('timestamp' in filter) return timeFilter(filter);
  return propertyFilter(filter, database);
}

function allOf(parts: Filter[]): Filter {
  return {
    matches: (page) => parts.every((part) => part.matches(page)),
    created: narrowest(parts.map(({ created }) => created)),
    edited: narrowest(parts.map(({ edited }) => edited)),
  };
}

function anyOf(parts: Filter[]): Filter {
  return {
    matches: (page) => parts.some((part) => part.matches(page)),
    created: widest(parts.map(({ created }) => created)),
    edited: widest(parts.map(({ edited }) => edited)),
  };
}

function widest(bounds: Bounds[]): Bounds {
  return {
    from: Math.min(Infinity, ...bounds.map(({ from }) => from)),
    before: Math.max(-Infinity, ...bounds.map(({ before }) => before)),
  };
}

function narrowest(bounds: Bounds[]): Bounds {
  return {
    from: Math.max(-Infinity, ...bounds.map(({ from }) => from)),
    before: Math.min(Infinity, ...bounds.map(({ before }) => before)),
  };
}

function timeFilter(filter: Record<string, unknown>): Filter {
  const { timestamp } = filter;
  if (timestamp !== 'created_time' && timestamp !== 'last_edited_time')
    throw invalid('body failed validation: body.filter.timestamp is not known.');
  const condition = filter[timestamp];
  if (!isRecord(condition))
    throw invalid(`body failed validation: body.filter.${timestamp} should be an object.`);
  const bounds = timeBounds(condition);
  const at = (page: Page): number =>
    toMinute(timestamp === 'created_time' ? page.createdAt : page.editedAt);
  return {
    matches: (page) => at(page) >= bounds.from && at(page) < bounds.before,
    created: timestamp === 'created_time' ? bounds : anyTime,
    edited: timestamp === 'last_edited_time' ? bounds : anyTime,
  };
}

function propertyFilter(filter: Record<string, unknown>, database: Database): Filter {
  const { property: name, ...conditions } = filter;
  const property = [...database.properties.values()].find(
    (candidate) => candidate.name === name || candidate.id === name,
  );
  if (!property) throw invalid(`Could not find property with name or id: ${String(name)}`);
  const [entry] = Object.entries(conditions).filter(([key]) => key !== 'type');
  if (!entry || !isRecord(entry[1]))
    throw invalid('body failed validation: body.filter has no condition.');
  const [type, condition] = entry;
  if (type !== property.type)
    throw invalid(`database property ${property.type} does not match filter ${type}`);
  const test = conditionOf(property.type, condition);
  return { ...everything, matches: (page) => test(valueOf(page, property)) };
}
