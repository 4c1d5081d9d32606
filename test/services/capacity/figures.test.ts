// The figures of the capacity review: run times by week, what has become slower, sizes and what was written.
import { describe, expect, test } from 'vitest';
import {
  jobFindings,
  jobTimes,
  jobTimesCharts,
  quantile,
} from '../../../src/services/capacity/job-times.js';
import { sizeFindings, tableSizes } from '../../../src/services/capacity/table-sizes.js';
import { Problem } from '../../../src/core/problem.js';
import type { JobRun } from '../../../src/services/databricks/jobs/jobs.js';
import { spansBack } from '../../../src/services/reports/spans.js';
import { contextWith } from '../../support/context.js';

const now = Date.parse('2026-11-21T12:00:00Z');
const day = 86_400_000;
const weeks = spansBack(now, 'UTC', { count: 13, days: 7 });
const signal = new AbortController().signal;
const { jobs, tables } = contextWith();

const run = (name: string, daysAgo: number, minutes: number, isGood = true): JobRun => ({
  id: daysAgo,
  jobId: 1,
  jobName: name,
  url: '',
  state: 'ended',
  ending: { result: isGood ? 'success' : 'failed', code: 'X', type: 'X', message: '' },
  startedAt: now - daysAgo * day,
  endedAt: now - daysAgo * day + minutes * 60_000,
  millis: minutes * 60_000,
  trigger: 'PERIODIC',
  tasks: [],
  repairs: [],
});

describe('jobs', () => {
  test('one that became slower is told, with both medians; a steady one is not', async () => {
    const runs = [
      ...[85, 80, 75, 70].map((ago) => run('slow', ago, 10)),
      ...[20, 15, 10, 5].map((ago) => run('slow', ago, 25)),
      ...[80, 60, 40, 20, 5].map((ago) => run('steady', ago, 10)),
    ];
    const times = await jobTimes({ ...jobs, runs: async () => runs }, weeks, signal);
    expect(times.map(({ name }) => name)).toEqual(['slow', 'steady']);
    const findings = jobFindings(times);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({ title: 'slow has become slower' });
    expect(findings[0]?.evidence).toContain('25 minutes');
    expect(findings[0]?.evidence).toContain('10 at');
  });

  test('one run in ten that fails is told', async () => {
    const runs = [1, 2, 3, 4, 5].map((ago) => run('shaky', ago, 5, ago > 1));
    const times = await jobTimes({ ...jobs, runs: async () => runs }, weeks, signal);
    expect(jobFindings(times)[0]?.title).toBe('shaky failed 1 of 5 times');
  });

  test('charts keep to what Slack draws: six lines, six segments', async () => {
    const runs = Array.from({ length: 9 }, (_, place) => run(`job ${place}`, 3, 9 - place));
    const times = await jobTimes({ ...jobs, runs: async () => runs }, weeks, signal);
    const [line, pie] = jobTimesCharts(times, weeks);
    if (line?.kind !== 'line' || pie?.kind !== 'pie') throw new Error('other charts');
    expect(line.series).toHaveLength(6);
    expect(pie.segments).toHaveLength(6);
    expect(pie.segments.at(-1)).toEqual({ label: 'Others', value: 4 + 3 + 2 + 1 });
  });

  test('quantiles', () => {
    expect(quantile([], 0.5)).toBeNull();
    expect(quantile([3, 1, 2], 0.5)).toBe(2);
    expect(quantile([1, 2, 3, 4, 100], 0.95)).toBe(100);
  });
});

describe('tables', () => {
  const history = [
    { at: now - day, metrics: { numOutputBytes: '1000' } },
    { at: now - 2 * day, metrics: { numTargetBytesAdded: '500' } },
    { at: now - 200 * day, metrics: { numOutputBytes: '9999' } },
  ].map((given, place) => ({
    version: 9 - place,
    user: 'x',
    operation: 'WRITE',
    parameters: {},
    ...given,
  }));

  test('are listed with what was written since; a schema that is not there has none', async () => {
    const sizes = await tableSizes(
      {
        ...tables,
        list: async (_catalog, schema) => {
          if (schema !== 'silver') throw new Problem('not_found', 'none', 'none');
          return ['main.silver.projects'];
        },
        detail: async () => ({ id: 'x', files: 2, bytes: 4096 }),
        history: async () => history,
      },
      { catalog: 'main', from: now - 90 * day },
      signal,
    );
    expect(sizes).toEqual([
      { name: 'main.silver.projects', files: 2, bytes: 4096, versions: 2, added: 1500 },
    ]);
  });

  test('many small files are told', () => {
    const size = { name: 't', versions: 1, added: 0 };
    expect(sizeFindings([{ ...size, files: 900, bytes: 900_000 }])).toHaveLength(1);
    expect(sizeFindings([{ ...size, files: 9, bytes: 900 }])).toEqual([]);
  });
});
