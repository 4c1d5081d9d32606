// A call of the API, what answers it, and how it finds the things that it names.
import { invalid, missing } from './errors.js';
import type { QueryLimits } from './query.js';
import type { Happening } from '../state/happening.js';
import type { Database, Page } from '../state/page.js';
import type { Workspace } from '../state/workspace.js';

export interface Call {
  method: string;
  /** Without `/v1` and query. */
  path: string;
  query: URLSearchParams;
  body: Record<string, unknown>;
}

export interface ApiParts {
  workspace: Workspace;
  limits: () => QueryLimits;
  trashEdits: boolean;
  /** Told after each change that came through the API. */
  changed: (happening: Happening) => void;
}

const uuid = /^(?:[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;

/**
 * With dashes and in lower case.
 * @param where what the id stands in, as Notion names it: `path.page_id`
 */
export function plainId(given: unknown, where: string): string {
  if (given === undefined)
    throw invalid(`body failed validation: ${where} should be defined, instead was \`undefined\`.`);
  if (typeof given !== 'string' || !uuid.test(given))
    throw invalid(
      `${where.replace(/\..*/, '')} failed validation: ${where} should be a valid uuid, instead was \`${JSON.stringify(given)}\`.`,
    );
  const hex = given.replaceAll('-', '').toLowerCase();
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-');
}

export function theDatabase(
  { workspace }: ApiParts,
  given: unknown,
  where = 'path.database_id',
): Database {
  const id = plainId(given, where);
  const found = workspace.database(id);
  if (found?.id === id && found.shared) return found;
  // Notion says what it is instead only of what the integration can see.
  if (workspace.page(id)?.database.shared)
    throw invalid(
      `Provided database_id ${id} is a page, not a database. Use the pages API instead, or pass the ID of the database itself.`,
    );
  throw missing('database', id);
}

/** An id of a database, which is none of a data source, is not found as any other. */
export function theDataSource(
  { workspace }: ApiParts,
  given: unknown,
  where = 'path.data_source_id',
): Database {
  const id = plainId(given, where);
  const found = workspace.database(id);
  if (found?.dataSourceId === id && found.shared) return found;
  throw missing('data_source', id);
}

export function thePage({ workspace }: ApiParts, given: unknown): Page {
  const id = plainId(given, 'path.page_id');
  const page = workspace.page(id);
  if (page?.database.shared) return page;
  const database = workspace.database(id);
  if (database?.id === id && database.shared)
    throw invalid(
      `Provided ID ${id} is a database, not a page. Use the retrieve database API instead.`,
    );
  throw missing('page', id);
}
