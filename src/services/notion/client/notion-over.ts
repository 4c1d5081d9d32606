// The port over calls: which endpoint each question is, and what is read from its answer.
import type { JsonObject } from '../../../core/json.js';
import { Problem } from '../../../core/problem.js';
import type { Notion } from '../notion.js';
import { allItems } from './all-items.js';
import type { Call, Caller } from './call.js';
import { createDataSourceFinder, type Resolutions } from './data-source-finder.js';
import { newDatabaseBeside } from './new-database.js';
import { wholeProperty } from './property-value.js';
import { queryBody } from './queries.js';
import { idOf } from './reference.js';
import { readDataSource, readList, readMe, readPage, readQueryPage } from './shapes.js';

/** @param known what ids turned out to be; shared by all that use one connection */
export function notionOver(call: Caller, known: Resolutions): Notion {
  const finder = createDataSourceFinder(call, known);

  async function update(id: string, body: JsonObject, signal?: AbortSignal) {
    return call(
      {
        endpoint: 'pages.update',
        method: 'patch',
        body,
        ...pageAt(id),
        read: readPage,
      },
      signal,
    );
  }

  return {
    me: (signal) =>
      call(
        {
          endpoint: 'users.me',
          method: 'get',
          path: 'users/me',
          about: 'the integration',
          absent: 'not_found',
          read: readMe,
        },
        signal,
      ),
    dataSource: finder.find,
    async query(dataSource, query, signal) {
      const { path, ...source } = sourceAt(dataSource);
      try {
        return await call(
          {
            endpoint: 'data_sources.query',
            method: 'post',
            path: `${path}/query`,
            body: queryBody(query),
            ...source,
            read: readQueryPage,
          },
          signal,
        );
      } catch (error) {
        if (error instanceof Problem && error.code === 'not_found') finder.forget(dataSource);
        throw error;
      }
    },
    page: async (id, signal) =>
      call({ endpoint: 'pages.retrieve', method: 'get', ...pageAt(id), read: readPage }, signal),
    property: async (page, property, signal) =>
      wholeProperty(call, idOf(page, 'page'), property, signal),
    createPage: async (dataSource, properties, signal, blocks) =>
      call(
        {
          endpoint: 'pages.create',
          method: 'post',
          ...sourceAt(dataSource),
          path: 'pages',
          body: {
            parent: { type: 'data_source_id', data_source_id: dataSource },
            properties,
            ...(blocks === undefined ? {} : { children: [...blocks] }),
          },
          creates: true,
          read: readPage,
        },
        signal,
      ),
    updatePage: (id, properties, signal) => update(id, { properties }, signal),
    setTrash: (id, inTrash, signal) => update(id, { in_trash: inTrash }, signal),
    updateSchema: async (dataSource, properties, signal) =>
      call(
        {
          endpoint: 'data_sources.update',
          method: 'patch',
          body: { properties },
          ...sourceAt(dataSource),
          read: readDataSource,
        },
        signal,
      ),
    createDatabaseBeside: async (reference, title, properties, signal) => {
      const database = idOf(reference, 'database');
      return newDatabaseBeside({ call, finder }, { database, title, properties }, signal);
    },
    async searchDataSources(words, signal) {
      const { items } = await allItems((cursor) =>
        call(
          {
            endpoint: 'search',
            method: 'post',
            path: 'search',
            body: {
              query: words,
              filter: { property: 'object', value: 'data_source' },
              page_size: 100,
              ...(cursor !== null && { start_cursor: cursor }),
            },
            about: 'the search',
            absent: 'not_found',
            read: readDataSources,
          },
          signal,
        ),
      );
      return items;
    },
  };
}

function readDataSources(answer: unknown) {
  const part = readList(answer);
  return { ...part, results: part.results.map(readDataSource) };
}

type Target = Pick<Call<unknown>, 'path' | 'about' | 'absent'>;

function pageAt(reference: string): Target {
  const id = idOf(reference, 'page');
  return { path: `pages/${id}`, about: `the page ${id}`, absent: 'not_found' };
}

function sourceAt(reference: string): Target {
  const id = idOf(reference, 'data source');
  return { path: `data_sources/${id}`, about: `the data source ${id}`, absent: 'not_shared' };
}
