import { describe, expect, it } from 'vitest';
import { Problem } from '../../../src/core/problem.js';
import { tablePreview } from '../../../src/handlers/table/table-preview.js';
import { day, historyOf, newYear } from '../../services/databricks/versions.js';
import { tableContext } from './fake-tables.js';
import { name, withProjects } from './projects.js';

describe('table preview', () => {
  it('shows rows as they were, and how many differ', async () => {
    const { tables } = withProjects();
    const report = await tablePreview.read({ table: name, version: 3 }, tableContext(tables));
    expect(report.headline).toBe('main.silver.projects in version 3: 480 rows, 140 now');
    expect(report.facts).toEqual(
      expect.arrayContaining([
        { label: 'Only then', value: '340' },
        { label: 'Only now', value: '0' },
      ]),
    );
    expect(report.tables).toEqual([
      {
        title: 'Rows in version 3',
        columns: [{ label: 'id' }, { label: 'note' }],
        rows: [
          ['3', 'NULL'],
          ['20', 'b'],
        ],
        more: '478 more rows',
      },
    ]);
    expect(report.suggestions?.[0]).toMatchObject({
      operation: 'table.restore',
      input: { table: name, version: 3 },
    });
  });

  it('of the current version offers nothing', async () => {
    const at = '2027-01-01T00:00:00Z';
    const { tables } = withProjects();
    const report = await tablePreview.read({ table: name, at }, tableContext(tables));
    expect(report.headline).toContain('version 4');
    expect(report.suggestions).toBeUndefined();
  });

  it('does without the difference where the columns differ', async () => {
    const { tables } = withProjects();
    tables.difference = async () => {
      throw new Problem('not_possible', 'NUM_COLUMNS_MISMATCH', '');
    };
    const report = await tablePreview.read({ table: name, version: 3 }, tableContext(tables));
    expect(report.facts).toContainEqual({
      label: 'Only then',
      value: 'not comparable: the columns differ',
    });
  });

  it('says what a VACUUM took instead of running into it', async () => {
    const vacuum = { operation: 'VACUUM START', at: newYear + 30 * day };
    const { tables } = withProjects({ history: historyOf('WRITE', 'DELETE', 'DELETE', vacuum) });
    await expect(
      tablePreview.read({ table: name, version: 0 }, tableContext(tables)),
    ).rejects.toMatchObject({ code: 'history_gone' });
  });
});
