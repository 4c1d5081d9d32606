// Finds a configured database by whatever somebody pastes: its name, its id or address, or those of its data source.
import { Problem } from '../../core/problem.js';
import type { Notion } from '../notion/notion.js';
import { notionId } from '../notion/notion-id.js';
import { databaseNamed, type Database, type Systems } from './systems.js';

/**
 * @throws Problem invalid_input naming the field: no such database, a page's id, or one that isn't configured; not_found
 * when Notion doesn't know the id, or it is not shared
 */
export async function findDatabase(
  systems: Systems,
  notion: Pick<Notion, 'dataSource'>,
  reference: string,
  { system, field = 'database', signal }: { system?: string; field?: string; signal?: AbortSignal },
): Promise<Database> {
  const where = { field, ...(system === undefined ? {} : { system }) };
  try {
    return databaseNamed(systems, reference, where);
  } catch (error) {
    // ppm.config.yaml names the database: an id that isn't there may be its data source's.
    if (!(error instanceof Problem) || notionId(reference) === null) throw error;
    const { databaseId, title } = await notion.dataSource(reference, signal);
    try {
      return databaseNamed(systems, databaseId, where);
    } catch {
      throw new Problem(
        'invalid_input',
        `“${title}” is not one of the databases${system === undefined ? '' : ` of ${system}`}.`,
        error.hint,
        { field },
      );
    }
  }
}
