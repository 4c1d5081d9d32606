// The property that says how far a page is, and filters on it in Notion's words. A choice that the property doesn't have
// would make Notion refuse the whole query, so only those that are there are asked for.
import type { JsonObject } from '../../../core/json.js';
import type { Database } from '../../systems/systems.js';
import type { DataSource, PropertySchema } from '../notion.js';

/** Null where the database has no such property of type status or select. */
export function statusOf(
  { status }: Pick<Database, 'status'>,
  { properties }: Pick<DataSource, 'properties'>,
): PropertySchema | null {
  const found = properties.find(({ name }) => name === status.property);
  return found && (found.type === 'status' || found.type === 'select') ? found : null;
}

/** Pages that have one of these choices; null where the property has none of them. */
export function choiceFilter(
  { name, type, options }: PropertySchema,
  choices: readonly string[],
): JsonObject | null {
  const there = choices.filter((choice) => options.includes(choice));
  if (there.length === 0) return null;
  return { or: there.map((choice) => ({ property: name, [type]: { equals: choice } })) };
}
