// One alert in the form of Prometheus, which Alertmanager's webhook and API and Grafana share.
import { z } from 'zod';
import { hashJson } from '../../core/json.js';
import type { IncomingAlert } from './batch.js';
import {
  cleanedAnnotations,
  cleanedKey,
  cleanedLabels,
  cleanedLink,
  givenTexts,
  instantOf,
} from './cleaned.js';

/** Alerts in one batch; the rest is counted as left out. */
export const mostAlerts = 5_000;

export const prometheusAlertSchema = z.object({
  fingerprint: z.string().nullish(),
  startsAt: z.string().nullish().catch(null),
  endsAt: z.string().nullish().catch(null),
  labels: givenTexts,
  annotations: givenTexts.nullish(),
  generatorURL: z.string().nullish().catch(null),
});
export type PrometheusAlert = z.infer<typeof prometheusAlertSchema>;

/**
 * @param status what its sender says of it: an end that lies ahead is only when the sender will forget it
 * @param now epoch milliseconds, for a time that is missing
 */
export function incomingAlert(
  alert: PrometheusAlert,
  status: IncomingAlert['status'],
  now: number,
): IncomingAlert {
  return {
    fingerprint: cleanedKey(alert.fingerprint ?? '') || fingerprintOf(alert.labels),
    status,
    startsAt: instantOf(alert.startsAt) ?? now,
    endsAt: status === 'firing' ? null : (instantOf(alert.endsAt) ?? now),
    labels: cleanedLabels(alert.labels),
    annotations: cleanedAnnotations(alert.annotations ?? {}),
    link: cleanedLink(alert.generatorURL),
  };
}

/** 16 hex digits, made from the labels whatever their order: the same alert has the same one each time. */
function fingerprintOf(labels: Readonly<Record<string, string>>): string {
  return hashJson(labels).slice(0, 16);
}
