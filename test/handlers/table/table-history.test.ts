import { describe, expect, it } from 'vitest';
import { tableHistory } from '../../../src/handlers/table/table-history.js';
import { day, historyOf, newYear } from '../../services/databricks/versions.js';
import { tableContext } from './fake-tables.js';
import { accident, name, withProjects } from './projects.js';

const read = (changes = {}, input: object = { table: name }) =>
  tableHistory.read(input, tableContext(withProjects(changes).tables));

describe('table history', () => {
  it('lists the versions, newest first', async () => {
    const report = await read();
    expect(report.headline).toBe('main.silver.projects is at version 4 with 140 rows');
    expect(report.tables?.[0]?.rows.slice(0, 2)).toEqual([
      [
        '4 (current)',
        '2026-01-05T00:00:00.000Z',
        'svc-dataplatform@meridian-finance.example',
        'MERGE',
        '340 removed, 140 changed',
      ],
      [
        '3',
        '2026-01-04T00:00:00.000Z',
        'svc-dataplatform@meridian-finance.example',
        'MERGE',
        '6 added, 90 changed',
      ],
    ]);
  });

  it('takes the names of the default catalog, and a limit', async () => {
    const report = await read({}, { table: 'silver.projects', limit: '2' });
    expect(report.tables?.[0]?.rows).toHaveLength(2);
    expect(report.tables?.[0]?.more).toContain('--limit');
  });

  it('finds an accident, and offers the version before it', async () => {
    const report = await read();
    expect(report.status).toBe('warning');
    expect(report.findings).toEqual([
      expect.objectContaining({
        severity: 'bad',
        title: 'Version 4 removed 340 of 480 rows',
        suggestion: {
          label: 'Restore to version 3',
          operation: 'table.restore',
          input: { table: name, version: 3 },
        },
      }),
    ]);
  });

  it.each([
    ['exactly 30 %', { 3: 100, 4: 70 }, 30, 'good'],
    ['more', { 3: 100, 4: 69 }, 31, 'warning'],
    ['rows that came back at once', { 3: 100, 4: 100 }, 31, 'warning'],
    ['an empty table', { 3: 0, 4: 0 }, 0, 'good'],
  ])('%s', async (_what, rows, deleted, status) => {
    const last = { ...accident, metrics: { numTargetRowsDeleted: String(deleted) } };
    const history = historyOf('CREATE TABLE', 'WRITE', 'WRITE', 'WRITE', last);
    expect((await read({ rows, history })).status).toBe(status);
  });

  it.each(['VACUUM END', 'OPTIMIZE'])('an accident is still one after %s', async (operation) => {
    const history = historyOf('CREATE TABLE', 'WRITE', 'WRITE', 'WRITE', accident, operation);
    expect((await read({ history })).findings?.[0]?.suggestion?.input['version']).toBe(3);
  });

  it('a restore takes away what it was meant to', async () => {
    const history = historyOf('CREATE TABLE', 'WRITE', 'WRITE', 'WRITE', 'RESTORE');
    expect((await read({ history })).status).toBe('good');
  });

  it('tells which versions a VACUUM took, and does not offer them', async () => {
    const vacuum = { operation: 'VACUUM START', at: newYear + 30 * day };
    const history = historyOf('CREATE TABLE', 'WRITE', 'WRITE', 'WRITE', accident, vacuum);
    const report = await read({ history });
    expect(report.tables?.[0]?.rows[2]?.[0]).toBe('3 (files gone)');
    expect(report.findings?.[0]?.suggestion).toBeUndefined();
    expect(report.findings?.[1]?.title).toBe("Versions up to 3 can't be read or restored any more");
  });

  it('an unknown table: the nearest names', async () => {
    await expect(read({}, { table: 'main.silver.task' })).rejects.toMatchObject({
      code: 'not_found',
      hint: 'Did you mean main.silver.tasks?',
    });
  });
});
