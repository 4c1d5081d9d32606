// `jobs`, `job runs` and `job output`: what they show, and the buttons for what failed.
import { describe, expect, test } from 'vitest';
import { Problem } from '../../../src/core/problem.js';
import { jobChain } from '../../../src/handlers/databricks-jobs/job-chain.js';
import { jobOutput } from '../../../src/handlers/databricks-jobs/job-output.js';
import { jobRetry } from '../../../src/handlers/databricks-jobs/job-retry.js';
import { jobRun } from '../../../src/handlers/databricks-jobs/job-run.js';
import { jobRuns } from '../../../src/handlers/databricks-jobs/job-runs.js';
import { jobs } from '../../../src/handlers/databricks-jobs/jobs.js';
import { parseRequest } from '../../../src/services/engine/parse/parse-request.js';
import { bench, driverLost, endedRun, gold, runOfJob, silver } from './fake-jobs.js';

describe('jobs', () => {
  test('shows how each did last, and offers the retry of what failed', async () => {
    const { world, context } = bench();
    world.runs.push(
      endedRun(gold, 7),
      runOfJob(silver, 8, { ...endedRun(silver, 8), ending: driverLost }),
    );
    const report = await jobs.read({}, context);
    expect(report).toMatchObject({
      status: 'bad',
      headline: '1 of 2 jobs did not succeed last time',
      findings: [
        {
          title: 'silver_transformations failed (RUN_EXECUTION_ERROR): driver',
          suggestion: { operation: 'job.retry', input: { run: '8' } },
        },
      ],
    });
    expect(report.tables?.[0]?.rows).toEqual([
      ['gold_aggregations', 'prod', 'succeeded', '1970-01-01 00:01', '3 min', '–', '11'],
      [
        'silver_transformations',
        'prod',
        'failed (RUN_EXECUTION_ERROR)',
        '1970-01-01 00:01',
        '3 min',
        '–',
        '12',
      ],
    ]);
  });

  test('offers no retry while another run goes on', async () => {
    const { world, context } = bench();
    world.runs.push(
      runOfJob(gold, 7, { ...endedRun(gold, 7), ending: driverLost }),
      runOfJob(gold, 8),
    );
    const report = await jobs.read({}, context);
    expect(report.findings?.[0]?.suggestion?.operation).toBe('job.output');
    expect(report.tables?.[0]?.rows[0]?.[5]).toBe('8');
    expect(report.tables?.[0]?.rows[1]?.[2]).toBe('never ran');
  });

  test('of a target that is not configured is bad input', async () => {
    await expect(jobs.read({ target: 'dev' }, bench().context)).rejects.toMatchObject({
      field: 'target',
    });
  });
});

describe('job runs', () => {
  test('lists them, newest first, with what they took', async () => {
    const { world, context } = bench();
    world.runs.push(endedRun(gold, 6), endedRun(gold, 7), runOfJob(gold, 8));
    const report = await jobRuns.read({ name: 'GOLD_aggregations' }, context);
    expect(report).toMatchObject({
      status: 'good',
      headline: 'gold_aggregations: newest run running, 0 of 3 did not succeed',
      charts: [{ series: [{ values: [3, 3] }] }],
    });
    expect(report.tables?.[0]?.rows.map(([id, result]) => [id, result])).toEqual([
      ['8', 'running'],
      ['7', 'succeeded'],
      ['6', 'succeeded'],
    ]);
    const [chart] = report.charts ?? [];
    if (chart?.kind !== 'bar') throw new Error('no bar chart');
    expect(new Set(chart.categories).size).toBe(2);
    expect(chart.categories.every((label) => label.length <= 20)).toBe(true);
  });

  test('says why the last one failed', async () => {
    const { world, context } = bench();
    world.runs.push(runOfJob(gold, 7, { ...endedRun(gold, 7), ending: driverLost, tasks: [] }));
    expect(await jobRuns.read({ name: '11' }, context)).toMatchObject({
      status: 'bad',
      findings: [{ suggestion: { operation: 'job.retry' } }],
    });
  });

  test('of a job that is unknown names the nearest', async () => {
    await expect(jobRuns.read({ name: 'gold' }, bench().context)).rejects.toMatchObject({
      field: 'name',
      hint: expect.stringContaining('gold_aggregations'),
    });
  });
});

describe('job output', () => {
  test('shows the tasks, and folds what did not run under what failed', async () => {
    const { world, context } = bench();
    world.runs.push(endedRun(gold, 7, { kpis: driverLost }));
    const report = await jobOutput.read({ run: '7' }, context);
    expect(report.status).toBe('bad');
    expect(report.findings).toEqual([
      expect.objectContaining({
        title: 'kpis failed (RUN_EXECUTION_ERROR): driver',
        evidence:
          'RUN_EXECUTION_ERROR: DRIVER_UNREACHABLE: gone\nerror of 71\nNot run because of it: publish.',
        suggestion: expect.objectContaining({ operation: 'job.retry', input: { run: '7' } }),
      }),
    ]);
    expect(report.tables?.[0]?.rows.map(([key, result]) => [key, result])).toEqual([
      ['kpis', 'failed (RUN_EXECUTION_ERROR)'],
      ['publish', 'not run'],
    ]);
    expect(report.sections).toEqual([{ title: 'kpis: error', lines: ['error of 71'], code: true }]);
    expect(report.suggestions).toEqual([]);
  });

  test('shows the end of what a task said', async () => {
    const { world, context } = bench();
    world.runs.push(endedRun(gold, 7));
    const text = Array.from({ length: 500 }, (_, place) => `line ${place}`).join('\n');
    context.jobs = {
      ...world.jobs,
      output: async () => ({ error: null, trace: null, text, isCut: true }),
    };
    const report = await jobOutput.read({ run: '7', task: 'KPIS' }, context);
    const [section] = report.sections ?? [];
    expect(section?.title).toBe('kpis: output (cut by Databricks)');
    expect(section?.lines).toHaveLength(31);
    expect(section?.lines.at(-1)).toBe('line 499');
  });

  test('is a report even where the output is gone', async () => {
    const { world, context } = bench();
    world.runs.push(endedRun(gold, 7, { kpis: driverLost }));
    const gone = new Problem('not_found', 'gone', '');
    context.jobs = { ...world.jobs, output: () => Promise.reject(gone) };
    const report = await jobOutput.read({ run: '7' }, context);
    expect(report.findings?.[0]?.title).toContain('driver');
    expect(report.sections?.[0]?.lines[0]).toContain('no output');
  });

  test('of a task that it does not have names the nearest', async () => {
    const { world, context } = bench();
    world.runs.push(endedRun(gold, 7));
    await expect(jobOutput.read({ run: '7', task: 'kpi' }, context)).rejects.toMatchObject({
      field: 'task',
      hint: 'It has kpis, publish.',
    });
  });
});

const all = [jobs, jobRuns, jobOutput, jobRun, jobChain, jobRetry];
test.each(all)('the examples of $id are read as what they say', (operation) => {
  for (const example of operation.examples)
    expect(parseRequest(example, all)).toMatchObject({
      kind: 'parsed',
      operation: { id: operation.id },
    });
});

test('a chain, a job with spaces in its name and an address are typed without quotes', () => {
  const read = (text: string): unknown => parseRequest(text, all);
  expect(read('job chain silver, gold --target dev')).toMatchObject({
    input: { chain: 'silver, gold', target: 'dev' },
  });
  expect(read('job run nightly load')).toMatchObject({
    input: { name: 'nightly load', target: 'prod' },
  });
  const address = 'https://adb-1.azuredatabricks.net/?o=56#job/12/run/34';
  expect(read(`job output <${address}>`)).toMatchObject({ input: { run: address } });
});
