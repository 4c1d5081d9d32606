// What the alert engine is built from. What it needs of routes, holds and incidents comes in as functions.
import type { AlertsConfig } from '../../../config/alerts-schema.js';
import type { JsonObject } from '../../../core/json.js';
import type { Suggestion } from '../../../core/report.js';
import type { Severity } from '../../../core/severity.js';
import type { Redraw } from '../../cards/rows.js';
import type { Log } from '../../log.js';
import type { Store } from '../../store/store.js';
import type { AlertBatch } from '../batch.js';
import type { AlertGroup } from '../records.js';

/** What the configuration and the runbooks say about an alert with certain labels. */
export interface AlertRoute {
  severity: Severity;
  /** Id of a Slack channel. */
  channel: string;
  system: string | null;
  runbook: string | null;
  /** Label `alertname`, or what stands for it. */
  name: string;
  /** A sentence for people. */
  title: string;
  component: string;
  diagnose: { operation: string; input: JsonObject } | null;
  actions: Suggestion[];
  opensIncident: boolean;
}

export interface AlertEngineOptions {
  store: Store;
  config: AlertsConfig;
  /** Slack channel of a storm's card. */
  channel: string;
  /** Epoch milliseconds. */
  now: () => number;
  log: Log;
  route: (
    labels: Readonly<Record<string, string>>,
    annotations: Readonly<Record<string, string>>,
  ) => AlertRoute;
  /** The silence or maintenance window that keeps a group quiet now, or null. */
  holdOf: (group: AlertGroup) => Promise<AlertGroup['hold']>;
  /** Counts a group in what holds it; called again after a crash. */
  held: (group: AlertGroup) => Promise<void>;
  /** Id of the group's incident, opened if there is none; harmless to repeat, and repeated when the group fires again. */
  openIncident: (group: AlertGroup) => Promise<string | null>;
  /** The batch with what its sender left out (alerts, or when they were), or null when that can't be had. */
  complete: (batch: AlertBatch) => Promise<AlertBatch | null>;
  redraw: Redraw;
}

const minuteMs = 60_000;

/** `flapMinutes` in milliseconds. */
export function flapMsOf(config: AlertsConfig): number {
  return Math.round(config.flapMinutes * minuteMs);
}
