// Grafana, Databricks and GitHub: what each of them sends, and how each proves that it was it.
import { createHmac, randomUUID } from 'node:crypto';
import type { Delivery, Outgoing } from './delivery.js';
import { fingerprintOf } from './fingerprint.js';
import { groupLabelsOf, notification } from './notification.js';
import { createJobRuns, type JobEvent, type JobRuns } from './job-runs.js';
import type { AlertSenders, AlertSpec, WorkspaceJobs } from './protocol.js';

type Others = Pick<
  AlertSenders,
  'grafana' | 'databricksFailure' | 'databricksSuccess' | 'githubFailure' | 'githubSuccess'
>;

const grafanaUrl = 'http://grafana.meridian-finance.example';
const repository = 'meridian-finance/ppm-pipelines';
const usualJob = 'silver_transformations';
const usualWorkflow = 'Deploy pipelines';

export function createOthers(options: {
  delivery: Pick<Delivery, 'send'>;
  secrets: Readonly<Record<'grafana' | 'databricks' | 'github', string>>;
  now: () => number;
}): Others {
  const { delivery, secrets, now } = options;
  const began = new Map<string, number>();
  let runs = 417_000;
  const nextRun = (): number => (runs += 1);
  const runOf = createJobRuns(nextRun);
  const send = (outgoing: Outgoing): void => void delivery.send(outgoing);

  function grafana(alert: AlertSpec, status: 'firing' | 'resolved' = 'firing'): void {
    const fingerprint = fingerprintOf(alert.labels);
    const startsAt = alert.startsAt ?? began.get(fingerprint) ?? now();
    if (status === 'firing') began.set(fingerprint, startsAt);
    else began.delete(fingerprint);
    const body = JSON.stringify(grafanaBody(alert, { startsAt, status, now: now() }));
    send({
      source: 'grafana',
      what: `${status} ${alert.labels['alertname'] ?? ''}`,
      body,
      headers: { 'x-grafana-alerting-signature': hmac(secrets.grafana, body) },
      retries: true,
    });
  }

  function databricks(event: JobEvent, job = usualJob, jobs?: WorkspaceJobs): void {
    send({
      source: 'databricks',
      what: `${event} ${job}`,
      body: JSON.stringify(databricksBody(event, job, runOf(event, job, jobs))),
      headers: {
        authorization: `Basic ${Buffer.from(`databricks:${secrets.databricks}`).toString('base64')}`,
      },
      retries: true,
    });
  }

  function github(conclusion: 'failure' | 'success', workflow: string): void {
    const body = JSON.stringify(githubBody(conclusion, workflow, nextRun(), now()));
    send({
      source: 'github',
      what: `${conclusion} ${workflow}`,
      body,
      headers: {
        'x-github-event': 'workflow_run',
        'x-github-delivery': randomUUID(),
        'x-hub-signature-256': `sha256=${hmac(secrets.github, body)}`,
        'user-agent': 'GitHub-Hookshot/4f1c0de',
      },
      // GitHub leaves it to people to deliver again what was not taken.
      retries: false,
    });
  }

  return {
    grafana,
    databricksFailure: (job, jobs) => databricks('failure', job, jobs),
    databricksSuccess: (job, jobs) => databricks('success', job, jobs),
    githubFailure: (workflow = usualWorkflow) => github('failure', workflow),
    githubSuccess: (workflow = usualWorkflow) => github('success', workflow),
  };
}

function hmac(secret: string, body: string): string {
  return createHmac('sha256', secret).update(body).digest('hex');
}

/** (grafana.com/docs, "Configure webhook notifications") */
function grafanaBody(
  { labels, annotations = {} }: AlertSpec,
  { startsAt, status, now }: { startsAt: number; status: 'firing' | 'resolved'; now: number },
) {
  const fingerprint = fingerprintOf(labels);
  const name = labels['alertname'] ?? '';
  const endsAt = status === 'firing' ? null : now;
  const body = notification({
    groupLabels: groupLabelsOf(labels),
    alerts: [{ fingerprint, labels, annotations, startsAt, endsAt }],
    truncated: 0,
    externalURL: `${grafanaUrl}/`,
  });
  const board = {
    dashboardURL: `${grafanaUrl}/d/ppm`,
    panelURL: `${grafanaUrl}/d/ppm?viewPanel=4`,
  };
  return {
    ...body,
    alerts: body.alerts.map((alert) => ({
      ...alert,
      generatorURL: `${grafanaUrl}/alerting/grafana/${fingerprint}/view`,
      silenceURL: `${grafanaUrl}/alerting/silence/new?alertmanager=grafana`,
      ...board,
      values: { B: 17, C: 1 },
      valueString: "[ var='B' labels={} value=17 ], [ var='C' labels={} value=1 ]",
    })),
    version: '1',
    orgId: 1,
    title: `[${status.toUpperCase()}:1] ${name}`,
    state: status === 'firing' ? 'alerting' : 'ok',
    message: `**${status}**\n\n${name}: ${annotations['summary'] ?? ''}`,
  };
}

/** (docs.databricks.com, "Add notifications on a job") */
function databricksBody(event: JobEvent, job: string, { run, jobId }: ReturnType<JobRuns>) {
  return {
    event_type: `jobs.on_${event}`,
    workspace_id: '3141592653589793',
    run: { run_id: String(run) },
    job: { job_id: jobId, name: job },
  };
}

/** (docs.github.com, "Webhook events and payloads", workflow_run; the fields that matter) */
function githubBody(conclusion: 'failure' | 'success', workflow: string, run: number, now: number) {
  const at = new Date(now).toISOString();
  return {
    action: 'completed',
    workflow_run: {
      id: run,
      name: workflow,
      workflow_id: 90_210,
      run_number: run % 1_000,
      run_attempt: 1,
      event: 'push',
      status: 'completed',
      conclusion,
      head_branch: 'main',
      head_sha: '6f3d1b0a9c8e7f6a5b4c3d2e1f0a9b8c7d6e5f4a',
      display_title: 'Raise the batch size of the silver merge',
      html_url: `https://github.com/${repository}/actions/runs/${run}`,
      created_at: at,
      run_started_at: at,
      updated_at: at,
    },
    workflow: { id: 90_210, name: workflow, path: '.github/workflows/deploy.yml', state: 'active' },
    repository: {
      id: 271_828,
      full_name: repository,
      html_url: `https://github.com/${repository}`,
    },
    sender: { login: 'mia-lang', id: 16_180, type: 'User' },
  };
}
