// The alerts of the benchmarks: any number of different ones over 200 groups, each known by its number alone, so that what
// was sent can be compared with what is stored.
import { alertId } from '../../src/services/alerts/applying/merge.js';

export const groups = 200;
const systems = ['finance-ppm', 'oberaconnect', 'wittwizz', 'notion-bot-api', 'orchestra'];

/** Requests to the bot at a fixed rate, each a notification of one group. */
export interface Load {
  /** Of POST /webhooks/alertmanager. */
  url: string;
  secret: string;
  requestsPerSecond: number;
  alertsPerRequest: number;
  seconds: number;
  /** Of the first alert, epoch milliseconds. */
  startsAt: number;
}

export interface Sent {
  /** Numbers of the requests that had no 2xx, with what they had; status 0: no answer. */
  refused: { request: number; status: number }[];
  /** From when a request was due to its whole answer, milliseconds. */
  millis: number[];
}

/** The id under which the bot keeps an alert. */
export function idOf(load: Pick<Load, 'startsAt'>, alert: number): string {
  return alertId('alertmanager', fingerprintOf(alert), load.startsAt);
}

/** The numbers of the alerts in a request. */
export function alertsIn(load: Pick<Load, 'alertsPerRequest'>, request: number): number[] {
  const first = request * load.alertsPerRequest;
  return Array.from({ length: load.alertsPerRequest }, (_, place) => first + place);
}

/** A notification as Alertmanager sends it. */
export function bodyOf(load: Load, request: number): string {
  const group = request % groups;
  const groupLabels = {
    alertname: `Load${String(group).padStart(3, '0')}`,
    system: systems[group % systems.length] ?? '',
  };
  const startsAt = new Date(load.startsAt).toISOString();
  return JSON.stringify({
    version: '4',
    groupKey: `{}:{alertname="${groupLabels.alertname}", system="${groupLabels.system}"}`,
    truncatedAlerts: 0,
    status: 'firing',
    receiver: 'ppm-oncall',
    groupLabels,
    commonLabels: groupLabels,
    commonAnnotations: {},
    externalURL: 'http://alertmanager.meridian-finance.example',
    alerts: alertsIn(load, request).map((number) => ({
      status: 'firing',
      // P3: opens no incident.
      labels: {
        ...groupLabels,
        severity: 'warning',
        component: `component_${number % 12}`,
        instance: `node-${number}.meridian-finance.example:9100`,
      },
      annotations: {
        summary: `${groupLabels.alertname}: a part of ${groupLabels.system} is unwell`,
        description: `What node ${number} measures has been above its threshold for more than 5 minutes.`,
      },
      startsAt,
      endsAt: '0001-01-01T00:00:00Z',
      generatorURL: `http://prometheus.meridian-finance.example/graph?g0.expr=up&node=${number}`,
      fingerprint: fingerprintOf(number),
    })),
  });
}

function fingerprintOf(alert: number): string {
  return alert.toString(16).padStart(16, '0');
}
