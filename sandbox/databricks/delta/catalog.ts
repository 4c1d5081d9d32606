// Unity Catalog in small: one catalogue, its schemas and their tables.
import { randomUUID } from 'node:crypto';
import { catalogNotFound, schemaNotFound, tableExists, tableNotFound } from '../errors.js';
import { DeltaTable } from './table.js';

export interface Namespace {
  catalog: string;
  schema: string;
}

export type FullName = readonly [catalog: string, schema: string, table: string];

export class Catalog {
  readonly name = 'main';
  private readonly schemas = new Map<string, Map<string, DeltaTable>>();

  constructor() {
    for (const schema of ['bronze', 'default', 'gold', 'silver'])
      this.schemas.set(schema, new Map());
  }

  get schemaNames(): string[] {
    return [...this.schemas.keys(), 'information_schema'].toSorted();
  }

  get tables(): DeltaTable[] {
    return [...this.schemas.values()].flatMap((tables) => [...tables.values()]);
  }

  /** Completes a name with the session's namespace. Unity Catalog keeps names in lower case. */
  qualify(name: readonly string[], namespace: Namespace): FullName {
    const lower = name.map((part) => part.toLowerCase());
    const [first = '', second = '', third = ''] = lower;
    if (lower.length === 1) return [namespace.catalog, namespace.schema, first];
    if (lower.length === 2) return [namespace.catalog, first, second];
    return [first, second, third];
  }

  find(fullName: FullName): DeltaTable | undefined {
    return fullName[0] === this.name ? this.schemas.get(fullName[1])?.get(fullName[2]) : undefined;
  }

  /** Throws TABLE_OR_VIEW_NOT_FOUND, in the words the statement used. */
  get(name: readonly string[], namespace: Namespace): DeltaTable {
    const table = this.find(this.qualify(name, namespace));
    if (table === undefined) throw tableNotFound(name);
    return table;
  }

  assertSchema(catalog: string, schema: string): void {
    if (catalog !== this.name) throw catalogNotFound(catalog);
    if (!this.schemas.has(schema) && schema !== 'information_schema')
      throw schemaNotFound([catalog, schema]);
  }

  tablesIn(schema: string): DeltaTable[] {
    return [...(this.schemas.get(schema)?.values() ?? [])].toSorted((a, b) =>
      a.fullName[2].localeCompare(b.fullName[2]),
    );
  }

  create(fullName: FullName, now: number): DeltaTable {
    this.assertSchema(fullName[0], fullName[1]);
    if (this.find(fullName) !== undefined) throw tableExists(fullName);
    const table = new DeltaTable(fullName, randomUUID(), now);
    this.schemas.get(fullName[1])?.set(fullName[2], table);
    return table;
  }

  drop(table: DeltaTable): void {
    this.schemas.get(table.fullName[1])?.delete(table.fullName[2]);
  }
}
