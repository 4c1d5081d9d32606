// Tables in memory: as many versions as a test says, with rows, and whatever fails on purpose.
import { contextWith, unused } from '../../support/context.js';
import { Problem } from '../../../src/core/problem.js';
import type { Step } from '../../../src/core/operation.js';
import type { Context } from '../../../src/services/context.js';
import type { TableName } from '../../../src/services/databricks/table-name.js';
import { showTable } from '../../../src/services/databricks/table-name.js';
import type { Tables, TableVersion } from '../../../src/services/databricks/tables.js';

export const bot = 'svc-ppm-oncall@meridian-finance.example';

export interface FakeTable {
  id: string;
  /** Newest first. */
  history: TableVersion[];
  /** Rows by version; those not named have as many as the one before. */
  rows: Record<number, number>;
  files: number;
  bytes: number;
}

export interface FakeTables extends Tables {
  readonly restored: { table: string; version: number }[];
  /** Called before each history; may throw or change the table. */
  beforeHistory: () => void;
}

export function fakeTables(known: Record<string, FakeTable>): FakeTables {
  const restored: FakeTables['restored'] = [];
  const find = (name: TableName): FakeTable => {
    const found = known[showTable(name)];
    if (!found) throw new Problem('not_found', 'TABLE_OR_VIEW_NOT_FOUND', '');
    return found;
  };
  const rowsIn = ({ rows, history }: FakeTable, version = history[0]?.version ?? 0): number => {
    for (let at = version; at >= 0; at -= 1) {
      const count = rows[at];
      if (count !== undefined) return count;
    }
    return 0;
  };
  const fake: FakeTables = {
    restored,
    beforeHistory: () => undefined,
    statementTimeout: 900_000,
    list: async (catalog, schema) =>
      Object.keys(known).filter((name) => name.startsWith(`${catalog}.${schema}.`)),
    async detail(table) {
      const { id, files, bytes } = find(table);
      return { id, files, bytes };
    },
    async history(table, limit) {
      fake.beforeHistory();
      return find(table).history.slice(0, limit);
    },
    count: async (table, version) => rowsIn(find(table), version),
    rows: async (_table, version, limit) => ({
      columns: ['id', 'note'],
      rows: [
        [String(version), null],
        [String(limit), 'b'],
      ],
    }),
    difference: async (table, from, to) =>
      Math.max(0, rowsIn(find(table), from) - rowsIn(find(table), to)),
    async restore(table, version) {
      find(table);
      restored.push({ table: showTable(table), version });
      return { restoredFiles: 3, removedFiles: 1, filesAfter: 3, bytesAfter: 42_492 };
    },
    currentUser: async () => bot,
  };
  return fake;
}

/** What the table operations are given; `step` notes what the steps say. */
export function tableContext(
  tables: Tables,
  now = () => 0,
): Context & { step: Step; run: string; notes: string[] } {
  const notes: string[] = [];
  return {
    ...contextWith({
      now,
      tables,
      overview: {
        settings: [],
        environments: {
          production: { production: true, catalogs: ['main'] },
          development: { production: false, catalogs: ['dev', 'main'] },
        },
        defaultCatalog: 'main',
        health: unused,
      },
    }),
    notes,
    run: 'R-000001',
    step: async (_id, act) => {
      notes.push((await act(() => undefined)) ?? '');
    },
  };
}
