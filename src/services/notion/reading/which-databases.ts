// Which databases an operation is about: the one somebody named, or all of which the question makes sense.
import { z } from 'zod';
import { databaseNamed, databasesOf, type Database, type Systems } from '../../systems/systems.js';
import { notionId } from '../notion-id.js';

const described = 'Database of ppm.config.yaml, by name or id';

/** An operation's input that names a database: forms offer those of ppm.config.yaml. */
export const databaseInput = z
  .string()
  .min(1)
  .max(300)
  .meta({ field: 'database', description: described });

/** The same where it may be left out. */
export const anyDatabaseInput = z
  .string()
  .min(1)
  .max(300)
  .optional()
  .meta({ field: 'database', description: `${described}; all of them without it` });

/**
 * @param fits which of all are meant when none is named
 * @throws Problem invalid_input for a name that is none
 */
export function whichDatabases(
  systems: Systems,
  reference: string | undefined,
  fits: (database: Database) => boolean = () => true,
): Database[] {
  if (reference !== undefined) return [databaseNamed(systems, reference)];
  return databasesOf(systems).filter(fits);
}

/** The configured database that one of these ids (with dashes) belongs to, of the database or of its data source. */
export function configuredAs(
  systems: Systems,
  ids: readonly (string | null)[],
): Database | undefined {
  return databasesOf(systems).find(({ id }) => {
    const configured = notionId(id);
    return configured !== null && ids.includes(configured);
  });
}

/** True for an id that stands in ppm.config.yaml as it is. */
export function isConfigured(systems: Systems, id: string): boolean {
  return configuredAs(systems, [id]) !== undefined;
}
