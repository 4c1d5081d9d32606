// Making and changing pages.
import { theDatabase, theDataSource, thePage, type ApiParts, type Call } from './call.js';
import { invalid } from './errors.js';
import { shownPage } from './shown.js';
import { writtenValues } from './write.js';
import { isRecord } from '../state/properties.js';
import type { Page } from '../state/page.js';

export function retrievePage(parts: ApiParts, _call: Call, [of]: readonly string[]): unknown {
  return shown(parts, thePage(parts, of));
}

export function createPage(parts: ApiParts, { body }: Call): unknown {
  const { parent, properties } = body;
  if (!isRecord(parent))
    throw invalid(
      'body failed validation: body.parent should be defined, instead was `undefined`.',
    );
  const database =
    'data_source_id' in parent
      ? theDataSource(parts, parent['data_source_id'], 'body.parent.data_source_id')
      : theDatabase(parts, parent['database_id'], 'body.parent.database_id');
  const values = writtenValues(database, properties);
  const page = parts.workspace.addPage(database, { properties: {} });
  for (const [id, value] of values) page.values.set(id, value);
  parts.changed({ type: 'page.created', page });
  return shown(parts, page);
}

export function updatePage(parts: ApiParts, { body }: Call, [of]: readonly string[]): unknown {
  const page = thePage(parts, of);
  const { workspace, trashEdits } = parts;
  const trash = trashIn(body);
  if (page.inTrash && trash !== false && body['properties'] !== undefined)
    throw invalid(
      "Can't edit block that is archived. You must unarchive the block before editing.",
    );
  const values = writtenValues(page.database, body['properties']);
  const moves = trash !== undefined && trash !== page.inTrash;
  if (values.size === 0 && !moves) return shown(parts, page);
  workspace.change(page, (changed) => {
    for (const [id, value] of values) changed.values.set(id, value);
    if (values.size > 0 || trashEdits) changed.editedAt = workspace.now();
    if (moves) changed.inTrash = trash;
  });
  if (moves) parts.changed({ type: trash ? 'page.deleted' : 'page.undeleted', page });
  if (values.size > 0)
    parts.changed({ type: 'page.properties_updated', page, properties: [...values.keys()] });
  return shown(parts, page);
}

/** Both names of the trash are good, but they must not disagree. */
function trashIn(body: Record<string, unknown>): boolean | undefined {
  const given = [body['in_trash'], body['archived']].filter((one) => one !== undefined);
  const [trash, other = trash] = given;
  if (trash === undefined) return undefined;
  if (typeof trash === 'boolean' && other === trash) return trash;
  throw invalid(
    `body failed validation: body.in_trash should be a boolean or \`undefined\`, instead was \`${JSON.stringify(trash)}\`.`,
  );
}

function shown({ limits }: ApiParts, page: Page): unknown {
  return shownPage(page, limits().references);
}
