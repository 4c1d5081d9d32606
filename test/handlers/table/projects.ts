// The table of most tests: a job has just deleted 340 of 480 rows.
import type { FakeTable } from './fake-tables.js';
import { fakeTables } from './fake-tables.js';
import { historyOf } from '../../services/databricks/versions.js';

export const name = 'main.silver.projects';

const job = 'svc-dataplatform@meridian-finance.example';
const night = {
  operation: 'MERGE',
  user: job,
  metrics: {
    numTargetRowsInserted: '6',
    numTargetRowsUpdated: '90',
    numTargetRowsDeleted: '0',
    numTargetFilesRemoved: '3',
  },
};

export const accident = {
  operation: 'MERGE',
  user: job,
  metrics: {
    numTargetRowsInserted: '0',
    numTargetRowsUpdated: '140',
    numTargetRowsDeleted: '340',
    numTargetFilesRemoved: '3',
  },
};

/** Versions 0 to 4; 4 is the accident. */
export function projects(changes: Partial<FakeTable> = {}): FakeTable {
  return {
    id: 'id-1',
    history: historyOf('CREATE TABLE', 'WRITE', night, night, accident),
    rows: { 0: 0, 1: 468, 2: 474, 3: 480, 4: 140 },
    files: 1,
    bytes: 12_544,
    ...changes,
  };
}

export function withProjects(changes: Partial<FakeTable> = {}) {
  const table = projects(changes);
  return { table, tables: fakeTables({ [name]: table, 'main.silver.tasks': projects() }) };
}
