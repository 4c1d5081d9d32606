// Grafana, Databricks and GitHub: each proves that it was it, as it really does.
import { createHmac } from 'node:crypto';
import { describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { createJobs } from '../../../sandbox/databricks/jobs/index.js';
import { bench, secrets, type Bench } from './receiver.js';

const stale = {
  labels: { alertname: 'StaleDashboard', system: 'finance-ppm' },
  annotations: { summary: 'old' },
};
const runSchema = z
  .object({ run: z.object({ run_id: z.string() }), job: z.object({ job_id: z.string() }) })
  .transform(({ run, job }) => ({ run: run.run_id, job: job.job_id }));
const hmac = (key: string, body: string): string =>
  createHmac('sha256', key).update(body).digest('hex');
const bodyOf = (text: string | undefined): unknown => JSON.parse(text ?? '');

test('Grafana signs the body, and an end has the beginning of its alert', async () => {
  const { alerts, received } = await bench();
  const startsAt = Date.UTC(2026, 10, 21, 9);
  alerts.grafana({ ...stale, startsAt });
  await expect.poll(() => received.length).toBe(1);
  alerts.grafana(stale, 'resolved');
  await expect.poll(() => received.length).toBe(2);
  const [firing, resolved] = received;
  expect(firing?.path).toBe('/webhooks/grafana');
  expect(firing?.headers['x-grafana-alerting-signature']).toBe(
    hmac(secrets.grafana, firing?.body ?? ''),
  );
  expect(bodyOf(firing?.body)).toMatchObject({
    version: '1',
    orgId: 1,
    state: 'alerting',
    title: '[FIRING:1] StaleDashboard',
    alerts: [{ status: 'firing', startsAt: '2026-11-21T09:00:00.000Z', values: { C: 1 } }],
  });
  expect(bodyOf(resolved?.body)).toMatchObject({
    status: 'resolved',
    state: 'ok',
    alerts: [{ status: 'resolved', startsAt: '2026-11-21T09:00:00.000Z' }],
  });
});

test('Databricks brings its password, and each run has its own number', async () => {
  const { alerts, received } = await bench();
  alerts.databricksFailure('nightly');
  await expect.poll(() => received.length).toBe(1);
  alerts.databricksSuccess('nightly');
  await expect.poll(() => received.length).toBe(2);
  const [failure, success] = received;
  expect(failure?.path).toBe('/webhooks/databricks');
  const [scheme, encoded = ''] = failure?.headers.authorization?.split(' ') ?? [];
  expect(scheme).toBe('Basic');
  expect(Buffer.from(encoded, 'base64').toString()).toBe(`databricks:${secrets.databricks}`);
  const job = { job_id: expect.stringMatching(/^\d+$/), name: 'nightly' };
  expect(bodyOf(failure?.body)).toMatchObject({ event_type: 'jobs.on_failure', job });
  expect(bodyOf(success?.body)).toMatchObject({ event_type: 'jobs.on_success', job });
  expect(bodyOf(success?.body)).not.toMatchObject({ run: { run_id: '417001' } });
});

describe('a job of the workspace', () => {
  const origin = (): string => 'https://workspace';
  const workspace = () => {
    const jobs = createJobs(
      {},
      {
        now: () => Date.UTC(2026, 10, 21, 9),
        userOf: () => undefined,
        unauthorized: () => undefined,
        origin,
      },
    );
    onTestFinished(() => jobs.close());
    return jobs;
  };
  const told = async ({ received }: Bench, n: number) => {
    await expect.poll(() => received.length).toBe(n);
    return runSchema.parse(bodyOf(received[n - 1]?.body));
  };

  test('is told of with a run that is there and ended so, each once', async () => {
    const stage = await bench();
    const jobs = workspace();
    const known = jobs.list().find(({ name }) => name === 'silver_transformations');
    stage.alerts.databricksFailure(undefined, jobs);
    const first = await told(stage, 1);
    const [run] = jobs.runs('silver_transformations');
    expect(first).toEqual({ run: String(run?.id), job: String(known?.id) });
    expect(run?.ending?.code).toBe('DRIVER_ERROR');
    stage.alerts.databricksFailure(undefined, jobs);
    expect((await told(stage, 2)).run).not.toBe(first.run);
    stage.alerts.databricksSuccess(undefined, jobs);
    const good = await told(stage, 3);
    expect(jobs.runs().find(({ id }) => String(id) === good.run)?.ending?.code).toBe('SUCCESS');
  });

  test('that failed by itself is told of as it is', async () => {
    const stage = await bench();
    const jobs = workspace();
    const id = jobs.record('gold_aggregations', 'data-loss');
    stage.alerts.databricksFailure('gold_aggregations', jobs);
    expect((await told(stage, 1)).run).toBe(String(id));
  });
});

test('GitHub signs the body, and leaves a refused delivery to people', async () => {
  const { alerts, received, answer } = await bench();
  answer(503);
  alerts.githubFailure('Deploy');
  await expect.poll(() => alerts.traffic()).toMatchObject([{ status: 503, givenUp: true }]);
  expect(alerts.again(1)).toBe(true);
  expect(alerts.again(99)).toBe(false);
  await expect.poll(() => received.length).toBe(2);
  const [first, again] = received;
  expect(again).toEqual({ ...first, headers: expect.anything() });
  expect(again?.headers['x-github-delivery']).toBe(first?.headers['x-github-delivery']);
  expect(first?.headers['x-github-event']).toBe('workflow_run');
  expect(first?.headers['x-hub-signature-256']).toBe(
    `sha256=${hmac(secrets.github, first?.body ?? '')}`,
  );
  expect(bodyOf(first?.body)).toMatchObject({
    action: 'completed',
    workflow_run: { name: 'Deploy', status: 'completed', conclusion: 'failure' },
    repository: { full_name: 'meridian-finance/ppm-pipelines' },
  });
});
