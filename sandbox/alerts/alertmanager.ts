// Alertmanager: alerts in groups, each group told of when something in it has changed, one notification at a time.
import { setTimeout as pause } from 'node:timers/promises';
import { fingerprintOf } from './fingerprint.js';
import { groupKeyOf, groupLabelsOf, notification } from './notification.js';
import type { Delivery } from './delivery.js';
import type { AlertSpec, StoredAlert } from './protocol.js';

/** The receiver's `max_alerts`: alerts in a notification, the others are only counted. */
export const mostAlerts = 60;

interface Group {
  labels: Readonly<Record<string, string>>;
  alerts: Map<string, StoredAlert>;
  /** Something has changed since the last notification was made. */
  isDue: boolean;
  isTelling: boolean;
}

export interface Alertmanager {
  fire(alert: AlertSpec): string;
  resolve(alert: Pick<AlertSpec, 'labels'>): boolean;
  firing(): StoredAlert[];
  repeat(): void;
  /** Groups that have something to tell. */
  pending(): number;
}

export function createAlertmanager(options: {
  delivery: Pick<Delivery, 'send'>;
  secret: string;
  externalUrl: () => string;
  groupWait: number;
  now: () => number;
}): Alertmanager {
  const { delivery, secret, externalUrl, groupWait, now } = options;
  const groups = new Map<string, Group>();

  function groupOf(labels: AlertSpec['labels']): Group {
    const groupLabels = groupLabelsOf(labels);
    const key = groupKeyOf(groupLabels);
    const known = groups.get(key);
    if (known) return known;
    const group = { labels: groupLabels, alerts: new Map(), isDue: false, isTelling: false };
    groups.set(key, group);
    return group;
  }

  function changed(group: Group): void {
    group.isDue = true;
    if (!group.isTelling) void tell(group);
  }

  async function tell(group: Group): Promise<void> {
    group.isTelling = true;
    while (group.isDue) {
      await pause(groupWait);
      group.isDue = false;
      const told = [...group.alerts.values()].sort((a, b) => a.startsAt - b.startsAt);
      const isTaken = await send(group, told);
      // What has ended is told of once. Where nobody took it, it is told of with the next change.
      if (isTaken) for (const alert of told) forget(group, alert);
    }
    group.isTelling = false;
  }

  function forget({ alerts }: Group, alert: StoredAlert): void {
    if (alert.endsAt !== null && alerts.get(alert.fingerprint) === alert)
      alerts.delete(alert.fingerprint);
  }

  function send({ labels }: Group, alerts: readonly StoredAlert[]): Promise<boolean> {
    const body = notification({
      groupLabels: labels,
      alerts: alerts.slice(0, mostAlerts),
      truncated: Math.max(0, alerts.length - mostAlerts),
      externalURL: externalUrl(),
    });
    return delivery.send({
      source: 'alertmanager',
      what: `${body.status} ${labels['alertname'] ?? ''}`,
      body: JSON.stringify(body),
      headers: { authorization: `Bearer ${secret}`, 'user-agent': 'Alertmanager/0.28.1' },
      retries: true,
    });
  }

  const firing = (): StoredAlert[] =>
    [...groups.values()]
      .flatMap(({ alerts }) => [...alerts.values()])
      .filter(({ endsAt }) => endsAt === null)
      .sort((a, b) => a.startsAt - b.startsAt);

  return {
    fire({ labels, annotations = {}, startsAt }) {
      const fingerprint = fingerprintOf(labels);
      const group = groupOf(labels);
      const known = group.alerts.get(fingerprint);
      const began = known?.endsAt === null ? known.startsAt : now();
      const alert = { fingerprint, labels, annotations, startsAt: startsAt ?? began, endsAt: null };
      group.alerts.set(fingerprint, alert);
      changed(group);
      return fingerprint;
    },
    resolve({ labels }) {
      const group = groupOf(labels);
      const alert = group.alerts.get(fingerprintOf(labels));
      if (alert?.endsAt !== null) return false;
      group.alerts.set(alert.fingerprint, { ...alert, endsAt: now() });
      changed(group);
      return true;
    },
    firing,
    repeat() {
      for (const group of groups.values()) if (group.alerts.size > 0) changed(group);
    },
    pending: () => [...groups.values()].filter(({ isTelling }) => isTelling).length,
  };
}
