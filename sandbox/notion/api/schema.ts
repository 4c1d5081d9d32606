// Changes of a data source's properties: adding, changing, renaming, removing (null). First they are planned, and refused
// where Notion refuses them; only then anything changes.
import { invalid } from './errors.js';
import { converted, emptyValue, isRecord, propertyOf, type Property } from '../state/properties.js';
import type { Happening } from '../state/happening.js';
import type { Database } from '../state/page.js';
import type { Workspace } from '../state/workspace.js';

const makeable: ReadonlySet<string> = new Set([
  'title',
  'rich_text',
  'number',
  'select',
  'multi_select',
  'date',
  'people',
  'files',
  'checkbox',
  'url',
  'email',
  'phone_number',
  'formula',
  'relation',
  'rollup',
  'created_time',
  'created_by',
  'last_edited_time',
  'last_edited_by',
  'unique_id',
]);

export interface SchemaChange {
  before: Property | undefined;
  /** Null: it goes. */
  after: Property | null;
}

type Schema = ReadonlyMap<string, Property>;

/** Throws validation_error, having changed nothing. */
export function plannedChanges(schema: Schema, given: unknown): SchemaChange[] {
  if (given === undefined) return [];
  if (!isRecord(given))
    throw invalid('body failed validation: body.properties should be an object.');
  const changes = Object.entries(given).flatMap(([key, change]): SchemaChange[] => {
    const before = schema.get(key) ?? [...schema.values()].find(({ id }) => id === key);
    if (before || change !== null) return [{ before, after: changed(key, change, before) }];
    throw invalid(`Could not find property with name or id: ${key}`);
  });
  checkWhole(schema, changes);
  return changes;
}

/** There is one title, and no name twice. */
function checkWhole(schema: Schema, changes: readonly SchemaChange[]): void {
  const gone = new Set(changes.map(({ before }) => before));
  const all = [
    ...[...schema.values()].filter((property) => !gone.has(property)),
    ...changes.flatMap(({ after }) => (after ? [after] : [])),
  ];
  const titles = all.filter(({ type }) => type === 'title').length;
  if (titles === 0) throw invalid('Title is not provided');
  if (titles > 1) throw invalid('A database has exactly one title property.');
  const twice = all.find(({ name }, at) => all.findIndex((one) => one.name === name) !== at);
  if (twice) throw invalid(`A property with the name ${twice.name} is there already.`);
}

function changed(key: string, change: unknown, before: Property | undefined): Property | null {
  if (change === null) {
    if (before?.type === 'title') throw invalid('Can not remove the title property.');
    return null;
  }
  if (!isRecord(change))
    throw invalid(`body failed validation: body.properties.${key} should be an object.`);
  const name = typeof change['name'] === 'string' ? change['name'] : (before?.name ?? key);
  const type = Object.keys(change).find((word) => isRecord(change[word])) ?? before?.type;
  if (type === undefined) throw invalid(`body failed validation: ${key} has no type.`);
  if (type === 'status' && before?.type !== 'status')
    throw invalid(`body failed validation: ${key} can not be created as status through the API.`);
  if (!makeable.has(type) && before?.type !== type)
    throw invalid(`body failed validation: ${type} is no type of property.`);
  const config = change[type];
  const made = propertyOf(name, { type, [type]: isRecord(config) ? config : {} });
  if (!before) return made;
  // Without options they stay as they are.
  const keeps = before.type === type && !(isRecord(config) && 'options' in config);
  return {
    ...made,
    id: type === 'title' ? made.id : before.id,
    config: keeps ? before.config : made.config,
    seed: before.seed,
  };
}

/** Every page has an empty value of a new property, and what is left of the old one where the type changed. */
export function applyChanges(
  workspace: Workspace,
  database: Database,
  changes: readonly SchemaChange[],
): Happening {
  const { properties } = database;
  for (const { before, after } of changes) {
    const pages = workspace.pagesOf(database);
    if (before) properties.delete(before.name);
    if (before && !after) for (const page of pages) page.values.delete(before.id);
    if (!after) continue;
    properties.set(after.name, after);
    for (const { values } of pages) {
      const value = before ? values.get(before.id) : undefined;
      values.set(
        after.id,
        before && value !== undefined
          ? converted(value, before.type, after.type)
          : emptyValue(after.type),
      );
    }
  }
  return {
    type: 'data_source.schema_updated',
    database,
    properties: changes.flatMap(({ before, after }) => {
      const { id, name } = after ?? before ?? { id: '', name: '' };
      const action = !after ? 'deleted' : before ? 'updated' : 'created';
      return id === '' ? [] : [{ id, name, action }];
    }),
  };
}
