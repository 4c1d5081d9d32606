// What the pretended Notion holds: databases, and pages. Pages that are generated on demand exist only as numbers until
// somebody changes one.
import { createHash, randomUUID } from 'node:crypto';
import type { DatabaseSeed, PageSeed } from '../protocol.js';
import type { Database, Page } from './page.js';
import { converted, isRecord, propertyOf, seededValue, textOf, type Value } from './properties.js';
import { SortedPages, type TimeKey } from './sorted-pages.js';

export class Workspace {
  readonly databases: Database[] = [];
  private readonly kept = new Map<string, Page>();
  private readonly byDatabase = new Map<Database, SortedPages>();
  readonly now: () => number;

  constructor(now: () => number) {
    this.now = now;
  }

  addDatabase(seed: DatabaseSeed): Database {
    const database: Database = {
      id: seed.id,
      dataSourceId: seed.dataSourceId,
      title: seed.title,
      shared: seed.shared ?? true,
      properties: new Map(
        Object.entries(seed.properties).map(([name, property]) => [
          name,
          propertyOf(name, property),
        ]),
      ),
      generated: seed.generated,
      replaced: new Set(),
      createdAt: this.now(),
      lastNumber: seed.generated?.count ?? 0,
    };
    this.databases.push(database);
    for (const page of seed.pages ?? []) this.addPage(database, page);
    return database;
  }

  /** By its own id or its data source's. */
  database(id: string): Database | undefined {
    return this.databases.find((one) => one.id === id || one.dataSourceId === id);
  }

  addPage(database: Database, seed: PageSeed): Page {
    const createdAt = seed.createdAt ?? this.now();
    const id = seed.id ?? randomUUID();
    const page: Page = {
      id,
      database,
      createdAt,
      editedAt: seed.editedAt ?? createdAt,
      inTrash: seed.inTrash ?? false,
      order: `1${id}`,
      values: valuesOf(database, seed.properties),
    };
    numberPage(page);
    this.keep(page);
    return page;
  }

  /** Pages that are kept, those in the trash too. */
  pagesOf(database: Database): ReadonlySet<Page> {
    return this.shelf(database).all;
  }

  /** The same in the order of a time, oldest first. */
  pagesBy(database: Database, key: TimeKey): readonly Page[] {
    return this.shelf(database).by(key);
  }

  page(id: string): Page | undefined {
    const kept = this.kept.get(id);
    if (kept) return kept;
    for (const database of this.databases) {
      const index = database.generated?.indexOf(id) ?? null;
      if (index !== null && !database.replaced.has(index))
        return this.generatedPage(database, index);
    }
    return undefined;
  }

  generatedPage(database: Database, index: number): Page {
    const { generated } = database;
    if (!generated) throw new Error('It has no generated pages.');
    const { id, properties } = generated.page(index);
    const createdAt = generated.createdAt(index);
    return {
      id,
      database,
      createdAt,
      editedAt: createdAt,
      inTrash: false,
      order: generatedOrder(index),
      values: valuesOf(database, properties),
    };
  }

  /** Every page of a database, generated ones included. */
  *all(database: Database): Generator<Page> {
    yield* this.pagesOf(database);
    for (let index = 0; index < (database.generated?.count ?? 0); index += 1)
      if (!database.replaced.has(index)) yield this.generatedPage(database, index);
  }

  /** Changes a page; a generated one is kept from now on. */
  change(page: Page, change: (page: Page) => void): void {
    const index = page.order.startsWith('0') ? page.database.generated?.indexOf(page.id) : null;
    if (typeof index === 'number') page.database.replaced.add(index);
    this.forget(page);
    change(page);
    this.keep(page);
  }

  /** For good. */
  delete(page: Page): void {
    this.change(page, () => undefined);
    this.forget(page);
  }

  private keep(page: Page): void {
    this.kept.set(page.id, page);
    this.shelf(page.database).add(page);
  }

  private forget(page: Page): void {
    this.kept.delete(page.id);
    this.shelf(page.database).remove(page);
  }

  private shelf(database: Database): SortedPages {
    const known = this.byDatabase.get(database) ?? new SortedPages();
    this.byDatabase.set(database, known);
    return known;
  }
}

/** Where a generated page stands among those of its minute: before the others, by its number. */
export function generatedOrder(index: number): string {
  return `0${String(index).padStart(12, '0')}`;
}

/** By property id; what a seed leaves out is empty. */
function valuesOf(
  database: Pick<Database, 'properties'>,
  properties: Record<string, unknown>,
): Map<string, Value> {
  const values = new Map<string, Value>();
  for (const { id, type, seed } of database.properties.values())
    values.set(id, converted(seededValue(seed.type, properties[seed.name]), seed.type, type));
  return values;
}

/** Gives a new page the next number, where its database counts and the seed didn't. */
function numberPage({ database, values }: Page): void {
  for (const { id, type, config } of database.properties.values()) {
    if (type !== 'unique_id') continue;
    const given = values.get(id);
    const number = isRecord(given) ? Number(given['number']) : database.lastNumber + 1;
    database.lastNumber = Math.max(database.lastNumber, number);
    if (!isRecord(given)) values.set(id, { prefix: textOf(config['prefix']) || null, number });
  }
}

/** An id that follows from a text, with dashes. */
export function idFrom(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
