// Which configured database a Notion id belongs to, so that it is cached for as long and counted as that.
import { notionId } from '../notion/notion-id.js';
import { fullName } from '../notion/writing/page-place.js';
import { databasesOf, type Systems } from '../systems/systems.js';

/** The name of all databases that are not configured. */
export const other = 'other';

export interface KnownDatabases {
  /** `finance-ppm/projects`, or `other` where it is not known (yet). */
  nameOf(id: string): string;
  /** This id belongs to the same database as those: Notion has one for the database and one for each data source. */
  learn(id: string, ...sameAs: string[]): void;
}

export function knownDatabases(systems: Systems): KnownDatabases {
  const known = new Map<string, string>();
  for (const database of databasesOf(systems)) {
    const id = notionId(database.id) ?? database.id;
    if (!known.has(id)) known.set(id, fullName(database));
  }
  return {
    nameOf: (id) => known.get(id) ?? other,
    learn(id, ...sameAs) {
      const name = sameAs.map((same) => known.get(same)).find((found) => found !== undefined);
      if (name !== undefined && !known.has(id)) known.set(id, name);
    },
  };
}
