// Which data source somebody means by an id or address: of a database, of a data source, or, by mistake, of a page. What an
// id turned out to be is remembered, so that a sync that finds nothing new doesn't ask again.
import { Problem } from '../../../core/problem.js';
import type { DataSource } from '../notion.js';
import type { Caller } from './call.js';
import { idOf } from './reference.js';
import { readDataSource, readFirstSource, readPage } from './shapes.js';

export interface DataSourceFinder {
  /** @throws Problem invalid_input, not_found or what a call throws */
  find(reference: string, signal?: AbortSignal): Promise<DataSource>;
  /** Of which it is known that it is a data source's. @throws Problem */
  byId(id: string, signal?: AbortSignal): Promise<DataSource>;
  /** Notion doesn't know this data source any more: the next one who means it asks anew. */
  forget(dataSource: string): void;
}

/** Ids of databases and of data sources, to the id of the data source; shared by everybody who asks. */
export type Resolutions = Map<string, string>;

export function createDataSourceFinder(call: Caller, known: Resolutions): DataSourceFinder {
  const dataSource = (id: string, signal?: AbortSignal) =>
    call(
      {
        endpoint: 'data_sources.retrieve',
        method: 'get',
        path: `data_sources/${id}`,
        about: `the data source ${id}`,
        absent: 'not_shared',
        read: readDataSource,
      },
      signal,
    );

  /** Id of the first data source of a database; null where it has none. */
  const firstOf = (database: string, signal?: AbortSignal) =>
    call(
      {
        endpoint: 'databases.retrieve',
        method: 'get',
        path: `databases/${database}`,
        about: `the database ${database}`,
        absent: 'not_shared',
        read: readFirstSource,
      },
      signal,
    );

  async function resolve(id: string, signal?: AbortSignal): Promise<DataSource> {
    const first = await unlessElse(firstOf(id, signal));
    if (first.is) {
      if (first.value === null) throw withoutDataSource(id);
      return dataSource(first.value, signal);
    }
    const source = await unlessElse(dataSource(id, signal));
    if (source.is) return source.value;
    const page = await unlessElse(
      call(
        {
          endpoint: 'pages.retrieve',
          method: 'get',
          path: `pages/${id}`,
          about: `the page ${id}`,
          absent: 'not_found',
          read: readPage,
        },
        signal,
      ),
    );
    throw page.is ? pageInstead(id, page.value.databaseId) : first.problem;
  }

  function forget(dataSourceId: string): void {
    for (const [id, remembered] of known) if (remembered === dataSourceId) known.delete(id);
  }

  return {
    forget,
    byId: dataSource,
    async find(reference, signal) {
      const id = idOf(reference, 'database');
      const resolved = known.get(id);
      if (resolved !== undefined) {
        const found = await unlessElse(dataSource(resolved, signal));
        if (found.is) return found.value;
        forget(resolved);
      }
      const source = await resolve(id, signal);
      known.set(id, source.id);
      known.set(source.id, source.id);
      return source;
    },
  };
}

/** What a call found; or that there is no such thing, or that the id is another kind of thing's (then Notion says 400). */
async function unlessElse<Value>(
  asked: Promise<Value>,
): Promise<{ is: true; value: Value } | { is: false; problem: Problem }> {
  try {
    return { is: true, value: await asked };
  } catch (error) {
    if (!(error instanceof Problem) || !['not_found', 'invalid_input'].includes(error.code))
      throw error;
    return { is: false, problem: error };
  }
}

function withoutDataSource(database: string): Problem {
  return new Problem(
    'not_found',
    `The database ${database} has no data source that the integration can see.`,
    'Open it in Notion, "..." menu, Connections, and see that the integration is listed.',
  );
}

function pageInstead(page: string, database: string | null): Problem {
  return new Problem(
    'invalid_input',
    `${page} is a page${database === null ? '' : ` of the database ${database}`}, not a database.`,
    database === null
      ? 'Paste the address of the database itself.'
      : `Use the database's id: ${database}. A page is synced with \`--page\`.`,
  );
}
