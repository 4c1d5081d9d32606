// Finds a system or one of its Notion databases by what somebody typed, and says which there are when it is none.
import { distance } from 'fastest-levenshtein';
import type { DatabaseConfig, SystemConfig } from '../../config/systems-schema.js';
import { Problem } from '../../core/problem.js';
import { notionId } from '../notion/notion-id.js';

export type Systems = Readonly<Record<string, SystemConfig>>;

export interface System extends SystemConfig {
  /** Its key in ppm.config.yaml. */
  name: string;
}

export interface Database extends DatabaseConfig {
  /** Its key in ppm.config.yaml. */
  name: string;
  system: string;
  environment: string;
}

/** @throws Problem invalid_input naming the field and the nearest systems */
export function systemNamed(systems: Systems, name: string, field = 'system'): System {
  const key = name.toLowerCase();
  const found = Object.hasOwn(systems, key) ? systems[key] : undefined;
  if (found) return { ...found, name: key };
  throw unknown('system', name, Object.keys(systems), field);
}

/** Every Notion database of every system, or of one. */
export function databasesOf(systems: Systems, system?: string): Database[] {
  return Object.entries(systems)
    .filter(([name]) => system === undefined || name === system)
    .flatMap(([name, { environment, databases }]) =>
      Object.entries(databases).map(([key, database]) => ({
        ...database,
        name: key,
        system: name,
        environment,
      })),
    );
}

/**
 * A configured database by its name (`projects`, or `finance-ppm/projects` where two systems have one), id or address.
 * @throws Problem invalid_input naming the field and what there is
 */
export function databaseNamed(
  systems: Systems,
  reference: string,
  { system, field = 'database' }: { system?: string; field?: string } = {},
): Database {
  const all = databasesOf(systems, system);
  const wanted = reference.trim().toLowerCase();
  const id = notionId(reference);
  const found = all.filter(
    (database) =>
      database.name === wanted ||
      `${database.system}/${database.name}` === wanted ||
      (id !== null && notionId(database.id) === id),
  );
  const [first, second] = found;
  if (first && second)
    throw new Problem(
      'invalid_input',
      `More than one system has a database ${reference.slice(0, 60)}.`,
      `Write ${found.map((one) => `${one.system}/${one.name}`).join(' or ')}.`,
      { field },
    );
  if (first) return first;
  throw unknown(
    'database',
    reference,
    all.map(({ name }) => name),
    field,
  );
}

function unknown(what: string, given: string, names: string[], field: string): Problem {
  const near = names
    .map((name) => ({ name, far: distance(given.slice(0, 60).toLowerCase(), name) }))
    .toSorted((a, b) => a.far - b.far)
    .slice(0, 5)
    .map(({ name }) => name);
  return new Problem(
    'invalid_input',
    `There is no ${what} ${JSON.stringify(given.slice(0, 60))} in ppm.config.yaml.`,
    near.length > 0 ? `There are ${near.join(', ')}.` : `No ${what} is configured at all.`,
    { field },
  );
}
