// What a notification of a Databricks job does not tell, asked of the run that it names.
import { describe, expect, it, vi } from 'vitest';
import { Problem } from '../../../src/core/problem.js';
import type { AlertBatch, IncomingAlert } from '../../../src/services/alerts/batch.js';
import { createRunFetch } from '../../../src/services/alerts/fetch-run.js';
import type { Ending, JobRun, Jobs, TaskRun } from '../../../src/services/databricks/jobs/jobs.js';

const heard = Date.parse('2026-03-01T12:00:00Z');
const began = heard - 600_000;
const ended = heard - 5_000;
const bad: Ending = { result: 'failed', code: 'DRIVER_ERROR', type: 'INTERNAL_ERROR', message: '' };
const good: Ending = { result: 'success', code: 'SUCCESS', type: 'SUCCESS', message: '' };

const runOf = (more: Partial<JobRun> = {}): JobRun => ({
  id: 901,
  jobId: 77,
  jobName: 'notion-sync',
  url: 'https://workspace/jobs/77/runs/901',
  state: 'ended',
  ending: bad,
  startedAt: began,
  endedAt: ended,
  millis: 0,
  trigger: 'PERIODIC',
  tasks: [],
  repairs: [{ id: 0, startedAt: began, state: 'ended', ending: bad }],
  ...more,
});
const taskOf = (more: Partial<TaskRun> = {}): TaskRun => ({
  key: 'load',
  runId: 5,
  dependsOn: [],
  state: 'ended',
  ending: bad,
  startedAt: began + 1_000,
  endedAt: ended - 1_000,
  attempt: 0,
  ...more,
});
const alert = (labels: Record<string, string> = {}): IncomingAlert => ({
  fingerprint: 'f',
  status: 'firing',
  startsAt: heard,
  endsAt: null,
  labels: { alertname: 'DatabricksJobFailed', job_id: '77', run_id: '901', ...labels },
  annotations: {},
  link: null,
  untimed: { asked: false, happenedAt: heard },
});
const batchOf = (...alerts: IncomingAlert[]): AlertBatch => ({
  source: 'databricks',
  groupKey: 'key',
  groupLabels: {},
  truncated: 0,
  link: null,
  resolvesGroup: false,
  alerts,
});

const warn = vi.fn<() => void>();
const silent = (): void => undefined;
const log = { debug: silent, info: silent, warn, error: silent };
function asking(answer: JobRun | Error) {
  warn.mockClear();
  const run = vi.fn<Jobs['run']>(async () => {
    if (answer instanceof Error) throw answer;
    return answer;
  });
  return { run, fetch: createRunFetch({ jobs: () => ({ run }), log }) };
}
async function told(run: JobRun, given = alert()): Promise<IncomingAlert | undefined> {
  return (await asking(run).fetch(batchOf(given)))?.alerts[0];
}

describe('a run that failed', () => {
  it('tells when it began and where it is seen', async () => {
    const { run, fetch } = asking(runOf());
    expect(await fetch(batchOf(alert()))).toMatchObject({
      groupKey: 'key',
      link: 'https://workspace/jobs/77/runs/901',
      alerts: [
        {
          fingerprint: 'f',
          status: 'firing',
          startsAt: began,
          endsAt: null,
          untimed: { asked: true, happenedAt: ended },
        },
      ],
    });
    expect(run).toHaveBeenCalledExactlyOnceWith(901, expect.any(AbortSignal));
    expect(warn).not.toHaveBeenCalled();
  });

  it('and succeeded when it was repaired has ended', async () => {
    const repairs = [
      { id: 0, startedAt: began, state: 'ended' as const, ending: bad },
      { id: 8, startedAt: began + 9_000, state: 'ended' as const, ending: good },
    ];
    expect(await told(runOf({ ending: good, repairs }))).toMatchObject({
      status: 'resolved',
      startsAt: began,
      endsAt: ended,
    });
  });

  it('and is repaired now fires on, from the try that failed', async () => {
    const repairs = [
      { id: 0, startedAt: began, state: 'ended' as const, ending: bad },
      { id: 8, startedAt: began + 9_000, state: 'running' as const, ending: null },
    ];
    const running = runOf({ state: 'running', ending: null, endedAt: null, repairs });
    expect(await told(running)).toMatchObject({
      status: 'firing',
      startsAt: began,
      untimed: { happenedAt: began + 9_000 },
    });
  });

  it('and failed again when it was repaired began with that', async () => {
    const repairs = [
      { id: 0, startedAt: began, state: 'ended' as const, ending: bad },
      { id: 8, startedAt: began + 9_000, state: 'ended' as const, ending: bad },
    ];
    expect(await told(runOf({ repairs }))).toMatchObject({
      status: 'firing',
      startsAt: began + 9_000,
      untimed: { happenedAt: ended },
    });
  });

  it('tells of its task where the notification is about that', async () => {
    const tasks = [taskOf({ key: 'other', ending: good }), taskOf()];
    expect(await told(runOf({ tasks }), alert({ task: 'load' }))).toMatchObject({
      status: 'firing',
      startsAt: began + 1_000,
      untimed: { happenedAt: ended - 1_000 },
    });
    const healed = runOf({ tasks: [taskOf({ ending: good })] });
    expect(await told(healed, alert({ task: 'load' }))).toMatchObject({
      status: 'resolved',
      endsAt: ended - 1_000,
    });
  });
});

describe('a run that is slow', () => {
  const slow = alert({ alertname: 'DatabricksJobSlow' });

  it('is so since it began', async () => {
    const repairs = [{ id: 0, startedAt: began, state: 'running' as const, ending: null }];
    const running = runOf({ state: 'running', ending: null, endedAt: null, repairs });
    expect(await told(running, slow)).toMatchObject({ status: 'firing', startsAt: began });
  });

  it('is not so any more when it has ended, however', async () => {
    expect(await told(runOf(), slow)).toMatchObject({ status: 'resolved', endsAt: ended });
  });
});

describe('without an answer', () => {
  it.each([
    ['none', new Problem('outside_unavailable', 'away', ''), {}],
    ['no such run', new Problem('not_found', 'no run', ''), {}],
    ['a run of something else', runOf({ jobId: 78 }), {}],
    ['no number', runOf(), { run_id: 'x' }],
    ['a run before it began', runOf({ startedAt: 0, repairs: [], endedAt: null }), {}],
  ])('the alert stays as it was heard of: %s', async (_what, answer, labels) => {
    const { fetch } = asking(answer);
    const given = alert(labels);
    const whole = await fetch(batchOf(given));
    expect(whole?.alerts[0]).toMatchObject({
      status: 'firing',
      startsAt: heard,
      labels: given.labels,
      untimed: { asked: true },
    });
  });

  it('there is a warning, and when it was heard of counts', async () => {
    const { fetch } = asking(new Error('broken'));
    const whole = await fetch(batchOf(alert()));
    expect(whole?.alerts[0]?.untimed).toEqual({ asked: true, happenedAt: heard });
    expect(whole?.link).toBeNull();
    expect(warn).toHaveBeenCalledOnce();
  });
});

it('nobody is asked about others, nor about what was asked before', async () => {
  const { run, fetch } = asking(runOf());
  expect(await fetch({ ...batchOf(alert()), source: 'grafana' })).toBeNull();
  const { untimed: _untimed, ...timed } = alert();
  const known = { ...alert(), untimed: { asked: true, happenedAt: 1 } };
  expect((await fetch(batchOf(timed, known)))?.alerts).toEqual([timed, known]);
  expect(run).not.toHaveBeenCalled();
});
