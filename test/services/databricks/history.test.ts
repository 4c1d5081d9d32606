import { describe, expect, it } from 'vitest';
import {
  earliestRestorable,
  vacuumedSince,
  versionAt,
} from '../../../src/services/databricks/history.js';
import { day, historyOf, newYear } from './versions.js';

describe('the version at a time', () => {
  const history = historyOf('CREATE TABLE', 'WRITE', 'MERGE');

  it.each([
    ['exactly when a version was made', newYear + day, 1],
    ['a millisecond before', newYear + day - 1, 0],
    ['between two', newYear + 1.5 * day, 1],
    ['after the last', newYear + 99 * day, 2],
  ])('%s', (_when, at, version) => {
    expect(versionAt(history, at).version).toBe(version);
  });

  it('before the first there is none, and the first time is named', () => {
    expect(() => versionAt(history, newYear - 1)).toThrow(
      expect.objectContaining({
        code: 'not_found',
        field: 'at',
        hint: expect.stringContaining('2026-01-01T00:00:00.000Z'),
      }),
    );
  });
});

const retention = (days: number) => ({ specifiedRetentionMillis: String(days * day) });
const vacuum = (at: number, days: number, deleted = 3) => [
  {
    operation: 'VACUUM START',
    at,
    parameters: { ...retention(days), defaultRetentionMillis: String(7 * day) },
    metrics: { numFilesToDelete: String(deleted) },
  },
  {
    operation: 'VACUUM END',
    at: at + 1,
    parameters: { status: 'COMPLETED' },
    metrics: { numDeletedFiles: String(deleted) },
  },
];

describe('files deleted by a VACUUM', () => {
  const gone = (history: ReturnType<typeof historyOf>) =>
    history
      .filter(({ version }) => vacuumedSince(history, version) !== null)
      .map(({ version }) => version);

  it('are those of versions before the last removal that is older than the retention', () => {
    const history = historyOf(
      'CREATE TABLE',
      'WRITE',
      { operation: 'MERGE', metrics: { numTargetFilesRemoved: '2' } },
      'DELETE',
      'UPDATE',
      ...vacuum(newYear + 10 * day, 7),
    );
    // 10 days - 7 days: version 3 was made exactly then, version 2 before.
    expect(gone(history)).toEqual([1, 0]);
    expect(vacuumedSince(history, 1)).toMatchObject({ version: 5, operation: 'VACUUM START' });
    expect(earliestRestorable(history)?.version).toBe(2);
  });

  it('the retention counts to the millisecond', () => {
    const at = newYear + 8 * day;
    expect(gone(historyOf('WRITE', 'DELETE', ...vacuum(at, 7)))).toEqual([]);
    expect(gone(historyOf('WRITE', 'DELETE', ...vacuum(at + 1, 7)))).toEqual([0]);
  });

  it('a longer retention keeps them', () => {
    expect(gone(historyOf('WRITE', 'DELETE', ...vacuum(newYear + 20 * day, 30)))).toEqual([]);
  });

  it('what only adds rows leaves them', () => {
    const history = historyOf(
      'CREATE TABLE',
      { operation: 'WRITE', parameters: { mode: 'Append' } },
      { operation: 'MERGE', metrics: { numTargetFilesRemoved: '0' } },
      { operation: 'SET TBLPROPERTIES' },
      ...vacuum(newYear + 40 * day, 7),
    );
    expect(gone(history)).toEqual([]);
  });

  it.each([
    'DELETE',
    'UPDATE',
    'MERGE',
    'OPTIMIZE',
    'RESTORE',
    'TRUNCATE',
    'REPLACE TABLE',
    'CREATE OR REPLACE TABLE AS SELECT',
  ])('%s without metrics counts as removing', (operation) => {
    expect(gone(historyOf('WRITE', operation, ...vacuum(newYear + 40 * day, 7)))).toEqual([0]);
  });

  it('an overwrite removes', () => {
    const overwrite = { operation: 'WRITE', parameters: { mode: 'Overwrite' } };
    expect(gone(historyOf('WRITE', overwrite, ...vacuum(newYear + 40 * day, 7)))).toEqual([0]);
  });

  it('a VACUUM that found nothing deleted nothing', () => {
    expect(gone(historyOf('WRITE', 'DELETE', ...vacuum(newYear + 40 * day, 7, 0)))).toEqual([]);
  });

  it('a VACUUM END alone counts, with its own retention or the usual 7 days', () => {
    const end = { operation: 'VACUUM END', at: newYear + 9 * day };
    expect(gone(historyOf('WRITE', 'DELETE', end))).toEqual([0]);
    expect(gone(historyOf('WRITE', 'DELETE', { ...end, parameters: retention(30) }))).toEqual([]);
  });

  it('the first VACUUM that did it is the one that is named', () => {
    const history = historyOf(
      'WRITE',
      'DELETE',
      ...vacuum(newYear + 10 * day, 7),
      ...vacuum(newYear + 20 * day, 7),
    );
    expect(vacuumedSince(history, 0)?.version).toBe(2);
  });
});
