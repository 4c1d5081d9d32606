// Making and changing databases and their data sources.
import { randomUUID } from 'node:crypto';
import { plainId, theDatabase, theDataSource, type ApiParts, type Call } from './call.js';
import { invalid, missing } from './errors.js';
import { applyChanges, plannedChanges } from './schema.js';
import { parentPage, shownDatabase, shownDataSource } from './shown.js';
import { isRecord, textOf } from '../state/properties.js';

/** `POST /v1/databases`: without properties it has a title alone. */
export function createDatabase(parts: ApiParts, { body }: Call): unknown {
  const { parent, title, initial_data_source: source } = body;
  refuseProperties(body);
  if (!isRecord(parent))
    throw invalid(
      'body failed validation: body.parent should be defined, instead was `undefined`.',
    );
  const page = plainId(parent['page_id'], 'body.parent.page_id');
  if (page !== parentPage) throw missing('page', page);
  const given = isRecord(source) ? source['properties'] : undefined;
  const changes = plannedChanges(new Map(), given ?? { Name: { title: {} } });
  const database = parts.workspace.addDatabase({
    id: randomUUID(),
    dataSourceId: randomUUID(),
    title: titleIn(title),
    properties: {},
  });
  applyChanges(parts.workspace, database, changes);
  return shownDatabase(database);
}

/** `PATCH /v1/databases/{id}`: of what Notion takes there, the title. */
export function updateDatabase(parts: ApiParts, { body }: Call, [of]: readonly string[]): unknown {
  const database = theDatabase(parts, of);
  refuseProperties(body);
  if (body['title'] !== undefined) database.title = titleIn(body['title']);
  return shownDatabase(database);
}

export function updateDataSource(
  parts: ApiParts,
  { body }: Call,
  [of]: readonly string[],
): unknown {
  const database = theDataSource(parts, of);
  const changes = plannedChanges(database.properties, body['properties']);
  if (body['title'] !== undefined) database.title = titleIn(body['title']);
  if (changes.length > 0) parts.changed(applyChanges(parts.workspace, database, changes));
  return shownDataSource(database);
}

/** Since 2025-09-03 they are the data source's: whoever still sends them here would lose them silently. */
function refuseProperties(body: Record<string, unknown>): void {
  if (body['properties'] !== undefined)
    throw invalid(
      'body failed validation: body.properties should be not present: properties belong to the data source.',
    );
}

function titleIn(title: unknown): string {
  if (!Array.isArray(title)) return '';
  return title
    .filter(isRecord)
    .map(({ text }) => (isRecord(text) ? textOf(text['content']) : ''))
    .join('');
}
