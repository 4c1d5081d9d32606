// Alerts of each sender, with its proof, that have secrets in every text of theirs.
import { createHmac } from 'node:crypto';
import { credentials } from '../../sandbox/company.js';
import type { Canaries } from './canary-hands.js';
import type { Stage } from './stage.js';

export async function post(
  stage: Stage,
  path: string,
  body: string,
  headers: Record<string, string>,
): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${stage.bot.port()}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  await response.text();
  return response.status;
}

const hmac = (secret: string, body: string): string =>
  createHmac('sha256', secret).update(body).digest('hex');

/** What the bot answers to one of Alertmanager, Grafana, GitHub and Databricks each. */
export async function fromSenders(stage: Stage, canaries: Canaries): Promise<number[]> {
  const statuses: number[] = [];
  const alertOf = (texts: readonly string[], name: string) => ({
    status: 'firing',
    labels: {
      alertname: name,
      severity: 'critical',
      system: 'oberaconnect',
      ...Object.fromEntries(texts.map((secret, place) => [`label_${place}`, secret])),
    },
    annotations: { summary: texts.slice(0, 8).join(' '), description: texts.slice(8).join('\n') },
    startsAt: new Date().toISOString(),
    generatorURL: `http://prometheus:9090/graph?token=${texts[7] ?? ''}`,
  });
  const notification = (way: string, version: string) => {
    const texts = canaries.all(way);
    return JSON.stringify({
      version,
      groupKey: `{}:{secret="${texts[1] ?? ''}"}`,
      receiver: 'ppm',
      externalURL: `http://ops:${canaries.all(`${way}'s address`)[6] ?? ''}@alertmanager:9093`,
      groupLabels: { alertname: `Leaky${version}`, instance: texts[3] },
      commonLabels: { team: texts[5] },
      alerts: [alertOf(texts, `Leaky${version}`)],
    });
  };

  const alertmanager = notification('Alertmanager', '4');
  statuses.push(
    await post(stage, '/webhooks/alertmanager', alertmanager, {
      authorization: `Bearer ${credentials.alertmanagerSecret}`,
    }),
  );
  const grafana = notification('Grafana', '1');
  statuses.push(
    await post(stage, '/webhooks/grafana', grafana, {
      'x-grafana-alerting-signature': hmac(credentials.grafanaSecret, grafana),
    }),
  );
  const github = JSON.stringify({
    action: 'completed',
    workflow_run: {
      id: 4_711,
      name: `Deploy ${canaries.all('the name of a workflow')[10] ?? ''}`,
      head_branch: canaries.all('a branch')[11],
      conclusion: 'failure',
      html_url: `https://github.com/a/b?token=${canaries.all('the address of a run')[12] ?? ''}`,
    },
    repository: { full_name: 'acme/app' },
  });
  statuses.push(
    await post(stage, '/webhooks/github', github, {
      'x-github-event': 'workflow_run',
      'x-hub-signature-256': `sha256=${hmac(credentials.githubSecret, github)}`,
    }),
  );
  const databricks = JSON.stringify({
    event_type: 'jobs.on_failure',
    workspace_id: 1,
    job: { job_id: 77, name: `Nightly ${canaries.all('the name of a job')[7] ?? ''}` },
    run: { run_id: 78 },
  });
  const password = Buffer.from(`any:${credentials.databricksWebhookPassword}`).toString('base64');
  statuses.push(
    await post(stage, '/webhooks/databricks', databricks, { authorization: `Basic ${password}` }),
  );
  return statuses;
}
