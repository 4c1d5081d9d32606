// What people do in Notion itself, past the API.
import { invalid, missing } from './api/errors.js';
import { shownValues } from './api/shown.js';
import { ordered } from './api/ordered.js';
import { applyChanges, type SchemaChange } from './api/schema.js';
import type { NotionSimulator, PropertySeed, SimulatedPage } from './protocol.js';
import { propertyOf, seededValue, type Property, type Value } from './state/properties.js';
import type { Happening } from './state/happening.js';
import { toMinute, type Database, type Page } from './state/page.js';
import type { Workspace } from './state/workspace.js';

type Hands = Pick<
  NotionSimulator,
  | 'createPage'
  | 'editPage'
  | 'trashPage'
  | 'returnPage'
  | 'deletePage'
  | 'movePage'
  | 'share'
  | 'changeProperty'
  | 'pages'
  | 'databases'
>;

export function hands(
  workspace: Workspace,
  tell: (happening: Happening) => void,
  trashEdits: boolean,
): Hands {
  const database = (id: string): Database => {
    const found = workspace.database(id);
    if (!found) throw missing('database', id);
    return found;
  };
  const page = (id: string): Page => {
    const found = workspace.page(id);
    if (!found) throw missing('page', id);
    return found;
  };
  const setTrash = (id: string, inTrash: boolean): void => {
    const moved = page(id);
    workspace.change(moved, (one) => {
      one.inTrash = inTrash;
      if (trashEdits) one.editedAt = workspace.now();
    });
    tell({ type: inTrash ? 'page.deleted' : 'page.undeleted', page: moved });
  };
  return {
    createPage(id, seed) {
      const made = workspace.addPage(database(id), seed);
      tell({ type: 'page.created', page: made });
      return made.id;
    },
    editPage(id, properties) {
      const edited = page(id);
      const values = Object.entries(properties).map(([name, value]): [string, Value] => {
        const property = edited.database.properties.get(name);
        if (!property) throw invalid(`${name} is not a property that exists.`);
        return [property.id, seededValue(property.type, value)];
      });
      workspace.change(edited, (one) => {
        for (const [property, value] of values) one.values.set(property, value);
        one.editedAt = workspace.now();
      });
      tell({
        type: 'page.properties_updated',
        page: edited,
        properties: values.map(([property]) => property),
      });
    },
    trashPage: (id) => setTrash(id, true),
    returnPage: (id) => setTrash(id, false),
    deletePage: (id) => workspace.delete(page(id)),
    movePage(id, to) {
      const moved = page(id);
      workspace.change(moved, (one) => {
        one.database = database(to);
        one.order = `1${one.id}`;
        if (trashEdits) one.editedAt = workspace.now();
      });
      tell({ type: 'page.moved', page: moved });
    },
    share(id, shared) {
      database(id).shared = shared;
    },
    changeProperty(id, name, property) {
      const changed = database(id);
      const before = changed.properties.get(name);
      if (!before && property === null) return;
      tell(applyChanges(workspace, changed, [changeOf(before, name, property)]));
    },
    pages: (id, newest) =>
      newest === undefined
        ? [...workspace.all(database(id))].map(simulated).toSorted((a, b) => (a.id < b.id ? -1 : 1))
        : newestOf(workspace, database(id), newest).map(simulated),
    databases: () =>
      workspace.databases.map((one) => ({
        id: one.id,
        dataSourceId: one.dataSourceId,
        title: one.title,
        shared: one.shared,
        pages:
          [...workspace.pagesOf(one)].filter(({ inTrash }) => !inTrash).length +
          (one.generated?.count ?? 0) -
          one.replaced.size,
      })),
  };
}

function simulated(page: Page): SimulatedPage {
  return {
    id: page.id,
    createdAt: toMinute(page.createdAt),
    editedAt: toMinute(page.editedAt),
    inTrash: page.inTrash,
    properties: shownValues(page, Infinity),
  };
}

function newestOf(workspace: Workspace, database: Database, count: number): Page[] {
  const any = { from: -Infinity, before: Infinity };
  const order = { by: 'editedAt', ascending: false } as const;
  const pages: Page[] = [];
  for (const page of ordered(workspace, database, order, { kept: any, generated: any }, null)) {
    if (pages.length >= count) break;
    pages.push(page);
  }
  return pages;
}

/** A property keeps its id when it changes. */
function changeOf(
  before: Property | undefined,
  name: string,
  seed: PropertySeed | null,
): SchemaChange {
  if (!seed) return { before, after: null };
  const after = propertyOf(name, seed);
  return { before, after: before ? { ...after, id: before.id, seed: before.seed } : after };
}
