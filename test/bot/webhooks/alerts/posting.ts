// The bot's web address with the alert webhooks behind it and an intake that keeps what it was given.
import { Registry } from 'prom-client';
import { startHttpServer, type HttpServer } from '../../../../src/bot/http-server.js';
import { alertWebhooks } from '../../../../src/bot/webhooks/alerts/alert-webhooks.js';
import { alertBatchSchema, type AlertBatch } from '../../../../src/services/alerts/batch.js';
import { unused } from '../../../support/context.js';

export const secret = 'the-secret-of-the-sender';
export const now = Date.parse('2026-03-01T12:00:00Z');

export interface Posting {
  server: HttpServer;
  taken: AlertBatch[];
  logged: unknown[];
  post(
    path: string,
    body: unknown,
    headers?: Record<string, string>,
  ): Promise<{ status: number; body: unknown }>;
}

/** @param given.take in place of keeping; `given.secret: null` for senders that are not wanted */
export async function startPosting(
  given: {
    take?: (batch: AlertBatch) => Promise<void>;
    secret?: string | null;
    now?: () => number;
  } = {},
): Promise<Posting> {
  const taken: AlertBatch[] = [];
  const logged: unknown[] = [];
  const note = (...line: unknown[]): void => void logged.push(line);
  const known = given.secret === null ? undefined : (given.secret ?? secret);
  const server = await startHttpServer(0, {
    ready: async () => ({}),
    syncHealth: unused,
    registry: new Registry(),
    slackEvents: null,
    webhooks: alertWebhooks({
      // As the store would: what does not fit the schema is no alert.
      intake: {
        take: given.take ?? (async (batch) => void taken.push(alertBatchSchema.parse(batch))),
      },
      secrets: { alertmanager: known, grafana: known, databricks: known, github: known },
      replaySeconds: 300,
      now: given.now ?? (() => now),
      log: { debug: note, info: note, warn: note, error: note },
    }),
  });
  return {
    server,
    taken,
    logged,
    async post(path, body, headers = {}) {
      const response = await fetch(`http://127.0.0.1:${server.port}${path}`, {
        method: 'POST',
        body: textOf(body),
        headers: { 'content-type': 'application/json', ...headers },
      });
      return { status: response.status, body: await response.json() };
    },
  };
}

/** What is sent for it: a text as it is, anything else as JSON. */
export function textOf(body: unknown): string {
  return typeof body === 'string' ? body : JSON.stringify(body);
}

export const bearer = { authorization: `Bearer ${secret}` };
export const basic = (password: string, user = 'anyone'): Record<string, string> => ({
  authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
});

export const alertOf = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
  status: 'firing',
  labels: { alertname: 'ComponentDown', component: 'unifi' },
  annotations: { summary: 'Component unifi is down' },
  startsAt: '2026-03-01T11:58:00.123456789Z',
  endsAt: '0001-01-01T00:00:00Z',
  generatorURL: 'http://prometheus:9090/graph?g0.expr=up',
  fingerprint: 'a1b2c3d4e5f60718',
  ...more,
});

/** @param more fields of the notification in place of the usual ones */
export const notificationOf = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
  version: '4',
  groupKey: '{}:{alertname="ComponentDown"}',
  truncatedAlerts: 0,
  status: 'firing',
  receiver: 'ppm-oncall',
  groupLabels: { alertname: 'ComponentDown' },
  commonLabels: { alertname: 'ComponentDown', component: 'unifi', severity: 'warning' },
  commonAnnotations: {},
  externalURL: 'http://alertmanager:9093',
  alerts: [alertOf()],
  ...more,
});
