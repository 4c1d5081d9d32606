// Asks Alertmanager for what it left out of a notification (`max_alerts`): the alerts that fire in the group. Of one that was
// left out it doesn't tell the end either, so the answer also says what has ended.
// (Alertmanager API v2, GET /alerts)
import { Registry } from 'prom-client';
import { z } from 'zod';
import type { Log } from '../log.js';
import { RetryableFailure } from '../resilience/failures.js';
import { createPolicy, type PolicyOptions } from '../resilience/policy.js';
import type { AlertBatch } from './batch.js';
import { incomingAlert, mostAlerts, prometheusAlertSchema } from './prometheus-alert.js';

/** For all tries and the waits between them, milliseconds. */
const deadlineMs = 10_000;

const answerSchema = z.array(
  prometheusAlertSchema.extend({ status: z.object({ state: z.string() }).nullish() }),
);

/** Every alert that fires in the batch's group; null where there is nobody to ask, or no answer within 10 s. */
export type TruncatedFetch = (batch: AlertBatch) => Promise<AlertBatch | null>;

/**
 * @param options.url config.alerts.alertmanagerUrl; undefined: nobody is asked, and there is no circuit
 * @param options.registry where calls are counted; options.circuits: where the circuit is looked at and closed
 */
export function createTruncatedFetch(options: {
  url: string | undefined;
  log: Log;
  now: () => number;
  registry?: Registry;
  circuits?: PolicyOptions['circuits'];
  /** Waits between tries. */
  sleep?: NonNullable<PolicyOptions['sleep']>;
}): TruncatedFetch {
  const { url, log, now, registry = new Registry(), circuits, sleep } = options;
  if (url === undefined) return async () => null;
  const policy = createPolicy({
    system: 'alertmanager',
    registry,
    circuits,
    ...(sleep ? { sleep } : {}),
  });
  const nobody = new AbortController().signal;
  return async (batch) => {
    if (batch.source !== 'alertmanager' || !batch.origin) return null;
    const at = now();
    try {
      const address = addressOf(url, batch.origin);
      const text = await policy.run((signal) => textAt(address, signal), {
        idempotent: true,
        signal: nobody,
        deadlineMs,
      });
      const answer = answerSchema.parse(JSON.parse(text));
      // What is silenced or inhibited was not left out: it was not meant to be sent.
      const isSuppressed = ({ status }: (typeof answer)[number]): boolean =>
        status?.state === 'suppressed';
      const as = (alert: (typeof answer)[number]) => incomingAlert(alert, 'firing', at);
      const firing = answer.filter((alert) => !isSuppressed(alert)).map(as);
      const suppressed = answer.filter(isSuppressed).map((alert) => as(alert).fingerprint);
      const isAll = firing.length <= mostAlerts;
      return {
        ...batch,
        truncated: Math.max(0, firing.length - mostAlerts),
        alerts: firing.slice(0, mostAlerts),
        ...(isAll ? { everything: { at, suppressed } } : {}),
      };
    } catch (error) {
      log.warn({ err: error }, 'Alertmanager did not tell what it had left out of a notification');
      return null;
    }
  };
}

/** @throws RetryableFailure without an answer, and for a 5xx */
async function textAt(address: URL, signal: AbortSignal): Promise<string> {
  const lost = (error: unknown): never => {
    signal.throwIfAborted();
    throw new RetryableFailure('Alertmanager gave no answer.', { cause: error });
  };
  const headers = { accept: 'application/json' };
  const response = await fetch(address, { headers, signal }).catch(lost);
  if (response.ok) return response.text().catch(lost);
  await response.body?.cancel();
  const refusal = `Alertmanager answered ${response.status}.`;
  throw response.status >= 500 ? new RetryableFailure(refusal) : new Error(refusal);
}

function addressOf(url: string, { receiver, groupedBy }: NonNullable<AlertBatch['origin']>): URL {
  const address = new URL(`${url.replace(/\/+$/, '')}/api/v2/alerts`);
  for (const name of ['active', 'silenced', 'inhibited']) address.searchParams.append(name, 'true');
  if (receiver) address.searchParams.append('receiver', literal(receiver));
  for (const [name, value] of Object.entries(groupedBy))
    address.searchParams.append('filter', `${name}=${quoted(value)}`);
  return address;
}

/** As a pattern that only this text fits: the API takes the receiver as one. */
function literal(text: string): string {
  return text.replaceAll(/[\\^$.|?*+()[\]{}]/g, '\\$&');
}

/** As a value in a matcher. */
function quoted(text: string): string {
  const escaped = text.replaceAll(/[\\"]/g, '\\$&').replaceAll('\n', '\\n');
  return `"${escaped}"`;
}
