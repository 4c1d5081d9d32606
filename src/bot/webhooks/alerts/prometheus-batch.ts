// The batch in a notification of Alertmanager, version 4 of its webhook, whose form Grafana has taken over.
// (Prometheus documentation, "Alerting configuration", webhook_config)
import { z } from 'zod';
import type { AlertBatch } from '../../../services/alerts/batch.js';
import {
  cleaned,
  cleanedKey,
  cleanedLabels,
  cleanedLink,
  givenTexts,
} from '../../../services/alerts/cleaned.js';
import {
  incomingAlert,
  mostAlerts,
  prometheusAlertSchema,
} from '../../../services/alerts/prometheus-alert.js';
import { refused } from '../webhook.js';
import type { Understood } from './sender.js';

export const notificationAlert = prometheusAlertSchema.extend({
  status: z.enum(['firing', 'resolved']),
});

export const notificationSchema = z.object({
  groupKey: z.string().min(1),
  truncatedAlerts: z.int().min(0).nullish().catch(null),
  receiver: z.string().nullish().catch(null),
  groupLabels: givenTexts.nullish(),
  commonLabels: givenTexts.nullish(),
  externalURL: z.string().nullish().catch(null),
  alerts: z.array(notificationAlert),
});
type Notification = z.infer<typeof notificationSchema>;

const versionSchema = z.object({ version: z.unknown() });

/** Null for a version that is understood. */
export function otherVersion(value: unknown, known: string): Understood | null {
  const version = versionSchema.safeParse(value).data?.version;
  if (version === undefined || version === known) return null;
  const got = cleaned(JSON.stringify(version), 40);
  const reason = `version ${known} is understood, not ${got}`;
  return { ok: false, reply: refused(400, 'unknown_version', { field: 'version', reason }) };
}

/** @param now epoch milliseconds */
export function batchIn(
  source: AlertBatch['source'],
  notification: Notification,
  now: number,
): AlertBatch {
  const { alerts, commonLabels, externalURL, receiver } = notification;
  const groupLabels = notification.groupLabels ?? {};
  const kept = alerts.slice(0, mostAlerts);
  return {
    source,
    groupKey: cleanedKey(notification.groupKey) || 'all',
    groupLabels: cleanedLabels({ ...commonLabels, ...groupLabels }),
    truncated: (notification.truncatedAlerts ?? 0) + alerts.length - kept.length,
    link: cleanedLink(externalURL),
    resolvesGroup: false,
    origin: { receiver: cleanedKey(receiver ?? ''), groupedBy: cleanedLabels(groupLabels) },
    alerts: kept.map((alert) => incomingAlert(alert, alert.status, now)),
  };
}

/** Nothing to take where it has no alerts. */
export function understoodAs(batch: AlertBatch): Understood {
  const isEmpty = batch.alerts.length === 0 && batch.truncated === 0;
  return { ok: true, batches: isEmpty ? [] : [batch] };
}
