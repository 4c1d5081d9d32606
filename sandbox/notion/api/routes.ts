// The calls of the API, by method and path. (developers.notion.com/reference, version 2025-09-03)
import { theDatabase, theDataSource, type ApiParts, type Call } from './call.js';
import { createDatabase, updateDatabase, updateDataSource } from './databases.js';
import { ApiError } from './errors.js';
import { pageProperty } from './page-property.js';
import { createPage, retrievePage, updatePage } from './pages.js';
import { queryPages } from './query.js';
import { search } from './search.js';
import { integration, shownDatabase, shownDataSource } from './shown.js';

type Route = (parts: ApiParts, call: Call, ids: readonly string[]) => unknown;

/** What stands in a path; that it is an id is checked by who takes it. */
const part = '([^/]+)';
const routes: readonly (readonly [method: string, path: RegExp, route: Route])[] = [
  ['POST', path(`/data_sources/${part}/query`), query],
  ['GET', path(`/pages/${part}`), retrievePage],
  ['GET', path(`/pages/${part}/properties/${part}`), pageProperty],
  ['PATCH', path(`/pages/${part}`), updatePage],
  ['POST', path('/pages'), createPage],
  [
    'GET',
    path(`/data_sources/${part}`),
    (parts, _call, [of]) => shownDataSource(theDataSource(parts, of)),
  ],
  ['PATCH', path(`/data_sources/${part}`), updateDataSource],
  [
    'GET',
    path(`/databases/${part}`),
    (parts, _call, [of]) => shownDatabase(theDatabase(parts, of)),
  ],
  ['POST', path('/databases'), createDatabase],
  ['PATCH', path(`/databases/${part}`), updateDatabase],
  ['POST', path('/search'), search],
  ['GET', path('/users/me'), () => integration],
];

function path(text: string): RegExp {
  return new RegExp(`^${text}$`);
}

export function answer(parts: ApiParts, call: Call): unknown {
  for (const [method, pattern, route] of routes) {
    const match = method === call.method ? pattern.exec(call.path) : null;
    if (match) return route(parts, call, match.slice(1));
  }
  throw new ApiError('invalid_request_url', 'Invalid request URL.');
}

function query(parts: ApiParts, { body }: Call, [of]: readonly string[]): unknown {
  return queryPages(parts.workspace, theDataSource(parts, of), body, parts.limits());
}
