// The alerts that the runbooks define, with their labels and annotations: runbook 2, "Prometheus Alerts"; runbook 3, "Set Up
// Alerts"; runbook 4, "Prometheus Alert Rules" and "API Rate Limit Exceeded", which set no severity.
import type { AlertSpec } from './protocol.js';

export interface RunbookAlert extends AlertSpec {
  /** Unlike alertname unique: two systems have a HighLatency. */
  key: string;
}

const at = {
  oberaconnect: 'oberaconnect',
  wittwizz: 'wittwizz',
  botApi: 'notion-bot-api',
} as const;

export const runbookAlerts = [
  {
    key: 'NotionSyncUnhealthy',
    labels: { alertname: 'NotionSyncUnhealthy', system: at.oberaconnect, severity: 'critical' },
    annotations: { summary: 'Notion sync service unhealthy' },
  },
  {
    key: 'ComponentDown',
    labels: {
      alertname: 'ComponentDown',
      system: at.oberaconnect,
      severity: 'warning',
      component: 'notion_api',
    },
    annotations: { summary: 'Component notion_api is down' },
  },
  {
    key: 'HighLatency',
    labels: {
      alertname: 'HighLatency',
      system: at.oberaconnect,
      severity: 'warning',
      component: 'notion_api',
    },
    annotations: { summary: 'High latency on notion_api' },
  },
  {
    key: 'NotionSyncFailure',
    labels: { alertname: 'NotionSyncFailure', system: at.wittwizz, severity: 'warning' },
    annotations: {
      summary: 'Notion sync failures detected',
      description: '3 sync failures in the last 5 minutes',
    },
  },
  {
    key: 'APIDown',
    labels: {
      alertname: 'APIDown',
      system: at.botApi,
      job: 'notion-bot-api',
      instance: 'notion-bot-api:8000',
    },
    annotations: { summary: 'Notion Bot API is down' },
  },
  {
    key: 'HighErrorRate',
    labels: { alertname: 'HighErrorRate', system: at.botApi, job: 'notion-bot-api' },
    annotations: { summary: 'High error rate detected' },
  },
  {
    key: 'HighLatency (API)',
    labels: { alertname: 'HighLatency', system: at.botApi, quantile: '0.95' },
    annotations: { summary: 'API latency is high (P95 > 500ms)' },
  },
  {
    key: 'RateLimitHits',
    labels: { alertname: 'RateLimitHits', system: at.botApi },
    annotations: { summary: 'Notion API rate limit being hit frequently' },
  },
  {
    key: 'HighRateLimitHits',
    labels: { alertname: 'HighRateLimitHits', system: at.botApi },
    annotations: {
      summary: 'Excessive Notion API rate limit hits',
      description: 'Consider implementing caching or reducing call frequency',
    },
  },
] as const satisfies readonly RunbookAlert[];

export type RunbookAlertKey = (typeof runbookAlerts)[number]['key'];

/** `fire(runbookAlert('APIDown'))` */
export function runbookAlert(key: RunbookAlertKey): AlertSpec {
  const found = runbookAlerts.find((alert) => alert.key === key);
  if (!found) throw new Error(`no alert ${key}`);
  return { labels: found.labels, annotations: found.annotations };
}
