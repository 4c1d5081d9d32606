// Notifications of Databricks jobs over HTTP: a failure fires, the job's next success ends it.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { basic, now, secret, startPosting, type Posting } from './posting.js';

let posting: Posting;
beforeEach(async () => {
  posting = await startPosting();
});
afterEach(() => posting.server.close());

const eventOf = (kind: string, more: Record<string, unknown> = {}) => ({
  event_type: `jobs.${kind}`,
  workspace_id: '12345',
  job: { job_id: '77', name: 'notion-sync' },
  run: { run_id: '901' },
  ...more,
});
const send = async (event: unknown) => {
  posting.taken.length = 0;
  const reply = await posting.post('/webhooks/databricks', event, basic(secret));
  return { ...reply, taken: [...posting.taken] };
};
const labels = {
  alertname: 'DatabricksJobFailed',
  severity: 'error',
  job: 'notion-sync',
  job_id: '77',
};

describe('a job', () => {
  it('that fails fires, and ends the warning that it was slow', async () => {
    const { taken } = await send(eventOf('on_failure'));
    expect(taken).toMatchObject([
      { groupKey: 'databricks:12345:77:slow', resolvesGroup: true, alerts: [] },
      {
        source: 'databricks',
        groupKey: 'databricks:12345:77',
        groupLabels: labels,
        resolvesGroup: false,
        truncated: 0,
        alerts: [
          {
            fingerprint: 'databricks:12345:77:901',
            status: 'firing',
            startsAt: now,
            endsAt: null,
            labels: { ...labels, run_id: '901' },
            annotations: { summary: 'Databricks job notion-sync failed', run_id: '901' },
            untimed: { asked: false, happenedAt: now },
          },
        ],
      },
    ]);
  });

  it('has one alert for each run, each of its tasks, and its being slow, however often it is told', async () => {
    const nameIn = async (kind: string, more: Record<string, unknown> = {}) =>
      (await send(eventOf(kind, more))).taken.flatMap(({ alerts }) =>
        alerts.map(({ fingerprint }) => fingerprint),
      );
    const names = [
      await nameIn('on_failure'),
      await nameIn('on_failure', { run: { run_id: 902 } }),
      await nameIn('on_failure', { task: { task_key: 'load' } }),
      await nameIn('on_failure', { workspace_id: '999' }),
      await nameIn('on_duration_warning_threshold_exceeded'),
    ];
    expect(new Set(names.flat()).size).toBe(5);
    expect(await nameIn('on_failure')).toEqual(names[0]);
  });

  it('that succeeds ends all that fires in its groups', async () => {
    const { taken } = await send(eventOf('on_success'));
    expect(
      taken.map(({ groupKey, resolvesGroup, alerts }) => [groupKey, resolvesGroup, alerts]),
    ).toEqual([
      ['databricks:12345:77:slow', true, []],
      ['databricks:12345:77', true, []],
    ]);
  });

  it('that is slow fires beside', async () => {
    const { taken } = await send(eventOf('on_duration_warning_threshold_exceeded'));
    expect(taken).toMatchObject([
      {
        groupKey: 'databricks:12345:77:slow',
        alerts: [
          {
            labels: { alertname: 'DatabricksJobSlow', severity: 'warning' },
            annotations: { summary: 'Databricks job notion-sync runs too long' },
          },
        ],
      },
    ]);
  });

  it.each(['on_start', 'on_something_new'])('with %s is nothing to do', async (kind) => {
    expect(await send(eventOf(kind))).toEqual({ status: 200, body: { ok: true }, taken: [] });
  });

  it('may have ids that are numbers and no name; a task is a group of its own', async () => {
    const { taken } = await send(
      eventOf('on_failure', { job: { job_id: 77 }, task: { task_key: 'load' } }),
    );
    expect(taken[1]).toMatchObject({
      groupKey: 'databricks:12345:77:load',
      groupLabels: { job: '77', task: 'load' },
      alerts: [{ annotations: { summary: 'Databricks job 77, task load, failed' } }],
    });
  });

  it.each([
    [{ run: undefined }, 'run'],
    [{ run: {} }, 'run.run_id'],
    [{ job: { name: 'x' } }, 'job.job_id'],
    [{ workspace_id: null }, 'workspace_id'],
    [{ event_type: 7 }, 'event_type'],
  ])('with %j names the field', async (more, field) => {
    expect(await send(eventOf('on_failure', more))).toMatchObject({
      status: 400,
      body: { error: 'invalid', field },
      taken: [],
    });
  });
});
