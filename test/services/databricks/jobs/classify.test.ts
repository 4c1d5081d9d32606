// Why a run failed, by its code and its words, and the button for it. (Runbook 1 "Troubleshoot Failed Jobs")
import { describe, expect, test } from 'vitest';
import { classify, tableIn } from '../../../../src/services/databricks/jobs/classify.js';
import type { Ending } from '../../../../src/services/databricks/jobs/jobs.js';

const failed = (code: string, message = '', result: Ending['result'] = 'failed') => ({
  ending: { result, code, type: 'CLIENT_ERROR', message },
  error: null,
  run: 7,
  job: { name: 'gold', target: 'prod' },
});

describe('the table of the runbook', () => {
  test.each([
    ['CLUSTER_STARTUP_FAILURE: no instances left', 'cluster', 'job.retry', /cluster/],
    ['DRIVER_UNREACHABLE: gone', 'driver', 'job.retry', /Retry/],
    [
      '[DATA_LOSS] main.silver.projects: files are missing',
      'data-loss',
      'table.history',
      /restore/,
    ],
    ['PERMISSION_DENIED: no SELECT', 'permission', 'diagnose', /Unity Catalog grants/],
  ])('%s', (message, kind, operation, fix) => {
    const found = classify(failed('RUN_EXECUTION_ERROR', message));
    expect(found).toMatchObject({ kind, suggestion: { operation } });
    expect(found.fix).toMatch(fix);
  });
});

test.each([
  ['CLUSTER_ERROR', 'cluster', 'job.retry'],
  ['DRIVER_ERROR', 'driver', 'job.retry'],
  ['CLOUD_FAILURE', 'cloud', 'job.retry'],
  ['INTERNAL_ERROR', 'platform', 'job.retry'],
  ['USER_CANCELED', 'cancelled', 'job.retry'],
  ['REPOSITORY_CHECKOUT_FAILED', 'source', 'job.retry'],
  ['WORKSPACE_RUN_LIMIT_EXCEEDED', 'quota', 'job.retry'],
  ['CLUSTER_REQUEST_LIMIT_EXCEEDED', 'quota', 'job.retry'],
  ['MAX_CONCURRENT_RUNS_EXCEEDED', 'concurrency', 'job.runs'],
  ['MAX_JOB_QUEUE_SIZE_EXCEEDED', 'concurrency', 'job.runs'],
  ['UNAUTHORIZED_ERROR', 'permission', 'diagnose'],
  ['LIBRARY_INSTALLATION_ERROR', 'library', 'diagnose'],
  ['STORAGE_ACCESS_ERROR', 'storage', 'diagnose'],
  ['INVALID_CLUSTER_REQUEST', 'configuration', 'diagnose'],
  ['FEATURE_DISABLED', 'configuration', 'diagnose'],
  ['RUN_EXECUTION_ERROR', 'code', 'diagnose'],
  ['SKIPPED', 'skipped', 'job.runs'],
  ['SOLAR_FLARE', 'unknown', 'diagnose'],
])('the code %s', (code, kind, operation) => {
  expect(classify(failed(code))).toMatchObject({ kind, suggestion: { operation } });
});

test('a special code counts more than words, and words more than a vague code', () => {
  expect(classify(failed('USER_CANCELED', 'PERMISSION_DENIED')).kind).toBe('cancelled');
  expect(classify(failed('INTERNAL_ERROR', 'DRIVER_UNREACHABLE')).kind).toBe('driver');
  expect(classify(failed('CANCELED', '', 'timed_out')).kind).toBe('time-out');
});

test('the error of the output is read too', () => {
  const error = '[DELTA_FILE_NOT_FOUND] part of `main`.`silver`.`Tasks` is gone';
  expect(classify({ ...failed('RUN_EXECUTION_ERROR'), error })).toMatchObject({
    kind: 'data-loss',
    suggestion: { operation: 'table.history', input: { table: 'main.silver.tasks' } },
  });
});

test('a retry names the run, and without a table there is no history to look at', () => {
  expect(classify(failed('CLOUD_FAILURE')).suggestion.input).toEqual({ run: '7' });
  expect(classify(failed('DATA_LOSS', 'somewhere')).suggestion.operation).toBe('diagnose');
});

test.each([
  ['org.apache.spark.SparkException: main.silver.projects.', 'main.silver.projects'],
  ['at com.databricks.sql.Thing(x) in main.gold.kpis', 'main.gold.kpis'],
  ['read abfss://lake/main.silver.projects/part-0', null],
  ['transform.rules.apply(frame)', null],
  ['a.b.c.d', null],
])('the table in %s', (words, table) => {
  expect(tableIn(words)).toBe(table);
});
