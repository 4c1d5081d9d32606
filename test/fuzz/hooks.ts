// The webhooks of the bot, each with the secret below, and requests for them as their senders make them; for the fuzz tests.
import { createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { alertWebhooks } from '../../src/bot/webhooks/alerts/alert-webhooks.js';
import { notionWebhook } from '../../src/bot/webhooks/notion.js';
import type { WebhookReply, Webhooks } from '../../src/bot/webhooks/webhook.js';
import { alertBatchSchema, type AlertBatch } from '../../src/services/alerts/batch.js';
import { createWebhookTokens } from '../../src/services/notion/webhooks/webhook-tokens.js';
import { memoryStore } from '../support/memory-store.js';
import { must } from './fuzz.js';

export const secret = 'fuzz-secret-0123456789';
/** Epoch milliseconds. */
export const now = Date.UTC(2026, 10, 21, 9);
export const replaySeconds = 300;

const labels = { alertname: 'APIDown', severity: 'P1', system: 'oberaconnect', instance: 'a:1' };
const alert = {
  status: 'firing',
  labels,
  annotations: { summary: 'It is down', description: 'for 5 minutes' },
  startsAt: '2026-11-21T08:55:00.123Z',
  endsAt: '0001-01-01T00:00:00Z',
  generatorURL: 'http://prometheus:9090/graph?g0.expr=up',
  fingerprint: '0123456789abcdef',
};
const notification = {
  version: '4',
  groupKey: '{}:{alertname="APIDown"}',
  truncatedAlerts: 0,
  status: 'firing',
  receiver: 'ppm',
  groupLabels: { alertname: 'APIDown' },
  commonLabels: labels,
  commonAnnotations: {},
  externalURL: 'http://alertmanager:9093',
  alerts: [alert, { ...alert, status: 'resolved', endsAt: '2026-11-21T09:00:00Z' }],
};
const jobRun = {
  event_type: 'jobs.on_failure',
  workspace_id: '1234',
  job: { job_id: '42', name: 'Nightly' },
  run: { run_id: '77' },
  task: { task_key: 'silver' },
};
const workflowRun = {
  action: 'completed',
  workflow_run: {
    id: 9_001,
    name: 'deploy',
    path: '.github/workflows/deploy.yml',
    head_branch: 'main',
    conclusion: 'failure',
    html_url: 'https://github.com/acme/app/actions/runs/9001',
    run_started_at: '2026-11-21T08:50:00Z',
    updated_at: '2026-11-21T08:59:00Z',
  },
  repository: { full_name: 'acme/app' },
};
const notionEvent = {
  id: '5d6f0a4c-0000-4000-8000-000000000001',
  timestamp: '2026-11-21T08:59:00Z',
  type: 'page.properties_updated',
  entity: { id: '33333333-3333-4333-8333-333333333333', type: 'page' },
  data: { parent: { id: '11111111-1111-4111-8111-111111111111', type: 'database' } },
};

export const sources = ['alertmanager', 'grafana', 'databricks', 'github', 'notion'] as const;
export type Source = (typeof sources)[number];

export const samples: Readonly<Record<Source, readonly unknown[]>> = {
  alertmanager: [notification],
  grafana: [
    { ...notification, version: '1', alerts: [{ ...alert, values: { B: 2.5 }, panelURL: '' }] },
  ],
  databricks: [
    jobRun,
    { ...jobRun, event_type: 'jobs.on_success', task: null },
    { ...jobRun, event_type: 'jobs.on_duration_warning_threshold_exceeded' },
  ],
  github: [
    workflowRun,
    { ...workflowRun, workflow_run: { ...workflowRun.workflow_run, conclusion: 'success' } },
  ],
  notion: [notionEvent, { verification_token: 'secret_abcdefghijklmnop' }],
};

export function hmac(...parts: readonly (string | Buffer)[]): string {
  const made = createHmac('sha256', secret);
  for (const part of parts) made.update(part);
  return made.digest('hex');
}

/** What proves to each that its sender knows the secret, for this body. */
export function proofOf(source: Source, body: Buffer): IncomingHttpHeaders {
  const json = { 'content-type': 'application/json' };
  const password = Buffer.from(`any:${secret}`).toString('base64');
  switch (source) {
    case 'alertmanager':
      return { ...json, authorization: `Bearer ${secret}` };
    case 'grafana': {
      const time = String(now / 1000);
      return {
        ...json,
        'x-grafana-alerting-signature': hmac(`${time}:`, body),
        'x-grafana-alerting-timestamp': time,
      };
    }
    case 'databricks':
      return { ...json, authorization: `Basic ${password}` };
    case 'github':
      return {
        ...json,
        'x-github-event': 'workflow_run',
        'x-hub-signature-256': `sha256=${hmac(body)}`,
      };
    case 'notion':
      return { ...json, 'x-notion-signature': `sha256=${hmac(body)}` };
  }
}

export interface Answered {
  reply: WebhookReply;
  /** What was taken in by it. */
  batches: AlertBatch[];
  events: unknown[];
}

/** Every webhook at once; each request is told what it left behind. */
export function openHooks(): {
  send(source: Source, headers: IncomingHttpHeaders, body: Buffer): Promise<Answered>;
} {
  let batches: AlertBatch[] = [];
  let events: unknown[] = [];
  const failed = (...about: unknown[]): void => {
    throw new Error(`an error was logged: ${about.map(String).join(' ')}`);
  };
  const log = { debug: () => {}, info: () => {}, warn: () => {}, error: failed };
  const hooks: Webhooks = {
    ...alertWebhooks({
      intake: { take: async (batch) => void batches.push(alertBatchSchema.parse(batch)) },
      secrets: { alertmanager: secret, grafana: secret, databricks: secret, github: secret },
      replaySeconds,
      now: () => now,
      log,
    }),
    '/webhooks/notion': notionWebhook({
      inbox: { accept: async (_id, _kind, payload) => void events.push(payload) },
      tokens: createWebhookTokens({
        store: memoryStore(),
        configured: secret,
        now: () => now,
      }),
      log,
    }),
  };
  return {
    async send(source, headers, body) {
      batches = [];
      events = [];
      const hook = hooks[`/webhooks/${source}`];
      must(hook !== undefined, 'there is such a webhook', source);
      const reply = await hook({ headers, body });
      return { reply, batches, events };
    },
  };
}
