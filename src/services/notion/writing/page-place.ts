// Which page somebody means, and which configured database it belongs to: that one's environment decides on approval.
import type { Json } from '../../../core/json.js';
import { Problem } from '../../../core/problem.js';
import type { Database, Systems } from '../../systems/systems.js';
import { notionId } from '../notion-id.js';
import type { DataSource, Notion, NotionPage } from '../notion.js';
import { pageTitle } from '../page-title.js';
import { configuredAs } from '../reading/which-databases.js';
import { completed } from '../sync/references.js';

export interface PlacedPage {
  /** With every reference. */
  page: NotionPage;
  database: Database;
  source: DataSource;
}

/** @throws Problem invalid_input on `field` when the text has no page's id in it */
export function pageIdFrom(reference: string, field = 'page'): string {
  const id = notionId(reference);
  if (id !== null) return id;
  throw new Problem(
    'invalid_input',
    `${JSON.stringify(reference.slice(0, 80))} is no id or address of a page.`,
    'Copy the link of the page in Notion (Share, Copy link), or its 32 characters.',
    { field },
  );
}

/**
 * A page that may be changed.
 * @throws Problem invalid_input, not_found, or not_possible for one in the trash or of a database that isn't configured
 */
export async function placedPage(
  reference: string,
  { notion, systems, signal }: { notion: Notion; systems: Systems; signal: AbortSignal },
): Promise<PlacedPage> {
  const id = pageIdFrom(reference);
  const page = await completed(notion, await notion.page(id, signal), signal);
  if (page.inTrash)
    throw new Problem(
      'not_possible',
      `The page ${nameOf(page)} is in the trash.`,
      `Take it out first: notion page restore ${id}`,
      { field: 'page' },
    );
  const database = databaseOfPage(systems, page);
  const source = await notion.dataSource(page.dataSourceId ?? database.id, signal);
  return { page, database, source };
}

/** @throws Problem not_possible when the page belongs to no database of ppm.config.yaml */
export function databaseOfPage(
  systems: Systems,
  page: Pick<NotionPage, 'id' | 'databaseId' | 'dataSourceId'>,
): Database {
  const found = configuredAs(systems, [page.databaseId, page.dataSourceId]);
  if (found) return found;
  throw new Problem(
    'not_possible',
    `The page ${page.id} belongs to no database of ppm.config.yaml${page.databaseId === null ? '' : ` (its database is ${page.databaseId})`}.`,
    'The environment of its database decides on approval: name the database there first.',
    { field: 'page' },
  );
}

/** `finance-ppm/projects` */
export function fullName({ system, name }: Pick<Database, 'system' | 'name'>): string {
  return `${system}/${name}`;
}

/** Its title in quotes, or its id where it has none. */
export function nameOf(page: Pick<NotionPage, 'id' | 'properties'>): string {
  const title = pageTitle(page);
  return title === '' ? page.id : JSON.stringify(title.slice(0, 80));
}

/** The schema's property of type title; every database has one. */
export function titleProperty({ properties }: Pick<DataSource, 'properties'>): string {
  return properties.find(({ type }) => type === 'title')?.name ?? 'Name';
}

/** A text for a card: in one line, and cut where it is long. */
export function shown(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  if (line === '') return '(empty)';
  return line.length > 200 ? `${line.slice(0, 199)}…` : line;
}

/** What a schema's hash is made of: its ids, names, types and options. */
export function schemaGuard({ id, properties }: DataSource): Json {
  return {
    id,
    properties: properties
      .map((property) => ({ ...property, options: [...property.options] }))
      .toSorted((a, b) => (a.id < b.id ? -1 : 1)),
  };
}
