// Routes for the runbooks' own alerts, so that they need no configuration. (Runbook 2, "Prometheus Alerts"; 3, "Set Up
// Alerts"; 4, "Setting Up Alerts" and "Reducing Rate Limit Hits"; and what Databricks and GitHub tell)
import type { OfferConfig } from '../../../config/alerts-schema.js';
import type { RouteRule } from './route-rule.js';

type Action = RouteRule['actions'][number];

/** Notion as the alert's system needs it where that is known, else as all do. */
const lookingAtNotion: OfferConfig[] = [
  { operation: 'diagnose', input: { what: 'notion', system: '{system}' } },
  { operation: 'diagnose', input: { what: 'notion' } },
];

/** Everything of the alert's system where it is known. */
function lookingAtSystem(otherwise: 'sync' | 'notion'): OfferConfig[] {
  return [
    { operation: 'diagnose', input: { what: '{system}' } },
    { operation: 'diagnose', input: { what: otherwise } },
  ];
}

const syncStatus: Action[] = [
  { label: 'Sync status', operation: 'sync.status', input: { system: '{system}' } },
];
const syncNow: Action[] = [{ label: 'Sync now', operation: 'sync', input: { system: '{system}' } }];
const retryFailed: Action[] = [
  {
    label: 'Retry what failed',
    operation: 'sync',
    input: { system: '{system}', retryFailed: true },
  },
];
/** With the pause between batches that runbook 2 advises, "HTTP 429 Rate Limited". */
const retrySlowly: Action[] = [
  {
    label: 'Retry slowly',
    operation: 'sync',
    input: { system: '{system}', retryFailed: true, batchDelay: 1 },
  },
];
const performance: Action[] = [
  { label: 'Notion performance', operation: 'notion.performance', input: {} },
];
const access: Action[] = [{ label: 'Notion access', operation: 'notion.access', input: {} }];
const freshness: Action[] = [{ label: 'Freshness', operation: 'freshness', input: {} }];
const status: Action[] = [{ label: 'Status', operation: 'status', input: {} }];
const databricks: Action[] = [
  { label: 'Diagnose Databricks', operation: 'diagnose', input: { what: 'databricks' } },
];
const health: Action[] = [
  { label: 'Check health', operation: 'health', input: { system: '{system}' } },
];

function pause(why: string): Action[] {
  return [
    {
      label: 'Pause syncs for 1 h',
      operation: 'sync.pause',
      input: { system: '{system}', for: '1h', reason: why },
    },
  ];
}

export const builtInRoutes: readonly RouteRule[] = [
  {
    match: { alertname: 'NotionSyncUnhealthy' },
    severity: 'P1',
    system: 'oberaconnect',
    runbook: 'oberaconnect#1-sync-job-not-running',
    diagnose: lookingAtSystem('sync'),
    actions: [...syncNow, ...retryFailed, ...syncStatus, ...pause('The sync is unhealthy')],
  },
  {
    match: { alertname: 'ComponentDown' },
    severity: 'P2',
    runbook: 'oberaconnect#7-connection-timeout-errors',
    diagnose: lookingAtSystem('sync'),
    actions: [...health, ...syncStatus, ...access, ...pause('A component is down')],
  },
  {
    match: { alertname: 'HighLatency' },
    severity: 'P3',
    runbook: 'notion-bot-api#high-latency-slow-response-times',
    diagnose: lookingAtSystem('notion'),
    actions: [...performance, ...syncStatus, ...pause('The latency is high')],
  },
  {
    match: { alertname: 'NotionSyncFailure' },
    severity: 'P2',
    system: 'wittwizz',
    runbook: 'wittwizz-notion-sync#common-sync-errors-recovery',
    diagnose: lookingAtSystem('sync'),
    actions: [...retryFailed, ...retrySlowly, ...syncStatus, ...pause('Syncs fail')],
  },
  {
    match: { alertname: 'APIDown' },
    severity: 'P0',
    system: 'notion-bot-api',
    runbook: 'notion-bot-api#api-returns-503-service-unavailable',
    diagnose: lookingAtSystem('sync'),
    actions: [...health, ...syncStatus, ...pause('The API is down')],
  },
  {
    match: { alertname: 'HighErrorRate' },
    severity: 'P1',
    system: 'notion-bot-api',
    runbook: 'notion-bot-api#api-returns-503-service-unavailable',
    diagnose: lookingAtSystem('sync'),
    actions: [...syncStatus, ...retryFailed, ...access, ...pause('Errors are many')],
  },
  {
    match: { alertname: 'RateLimitHits' },
    severity: 'P3',
    runbook: 'notion-bot-api#when-rate-limits-are-hit',
    diagnose: lookingAtNotion,
    actions: [...retrySlowly, ...performance, ...pause('Notion limits the rate')],
  },
  {
    match: { alertname: 'HighRateLimitHits' },
    severity: 'P2',
    runbook: 'notion-bot-api#emergency-rate-limit-response',
    diagnose: lookingAtNotion,
    actions: [...pause('Notion limits the rate'), ...retrySlowly, ...performance],
  },
  {
    match: { alertname: 'DatabricksJobFailed' },
    severity: 'P2',
    runbook: 'finance-ppm#troubleshoot-failed-jobs',
    diagnose: [
      { operation: 'job.output', input: { run: '{labels.run_id}' } },
      { operation: 'diagnose', input: { what: 'databricks' } },
    ],
    actions: [...databricks, ...freshness, ...status, ...syncStatus],
  },
  {
    match: { alertname: 'WorkflowFailed' },
    severity: 'P3',
    runbook: 'finance-ppm#deploy-control-room',
    diagnose: [{ operation: 'diagnose', input: { what: 'control-room' } }],
    actions: [...status, { label: 'Who changed what', operation: 'audit', input: { limit: 20 } }],
  },
  // About the bot itself: monitoring/prometheus/alerts.yml.
  {
    match: { alertname: 'PpmCircuitOpen' },
    severity: 'P3',
    runbook: 'oberaconnect#10-circuit-breaker-open',
    diagnose: [{ operation: 'circuits', input: {} }],
    actions: [
      { label: 'Close it', operation: 'circuits.reset', input: { name: '{labels.system}' } },
    ],
  },
  {
    match: { alertname: 'PpmScheduleLate' },
    severity: 'P3',
    diagnose: [{ operation: 'schedule', input: {} }],
    actions: [
      { label: 'Run it now', operation: 'schedule.run', input: { name: '{labels.schedule}' } },
    ],
  },
  {
    match: { alertname: '/Ppm.+/' },
    diagnose: [{ operation: 'status', input: {} }],
    actions: [...status],
  },
];
