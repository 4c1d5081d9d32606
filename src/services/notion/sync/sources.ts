// Which data source each database of ppm.config.yaml is: asked for once, since a sync in which nothing has changed should cost
// two calls and no third.
import { Problem } from '../../../core/problem.js';
import type { Database } from '../../systems/systems.js';
import type { DataSource, Notion } from '../notion.js';

export type Source = Pick<DataSource, 'id' | 'databaseId'>;

export interface Sources {
  /** @throws Problem as Notion.dataSource does */
  of(database: Pick<Database, 'id'>, signal: AbortSignal): Promise<Source>;
  /** Runs `work`; when it meets something that isn't there, the database's data source is asked for anew the next time. */
  using<T>(database: Pick<Database, 'id'>, work: () => Promise<T>): Promise<T>;
}

export function createSources(notion: Pick<Notion, 'dataSource'>): Sources {
  const known = new Map<string, Source>();
  return {
    async of({ id: reference }, signal) {
      const before = known.get(reference);
      if (before) return before;
      const { id, databaseId } = await notion.dataSource(reference, signal);
      known.set(reference, { id, databaseId });
      return { id, databaseId };
    },
    async using(database, work) {
      try {
        return await work();
      } catch (error) {
        if (error instanceof Problem && error.code === 'not_found') known.delete(database.id);
        throw error;
      }
    },
  };
}
