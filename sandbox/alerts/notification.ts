// The body of a notification, as Alertmanager's webhook sends it; Grafana's is the same with more in it.
// (prometheus.io/docs/alerting/latest/configuration, "webhook_config"; alertmanager, template/template.go)
import type { StoredAlert } from './protocol.js';

type Labels = Readonly<Record<string, string>>;

/** Go's zero time: it has not ended. */
const notYet = '0001-01-01T00:00:00Z';
const groupedBy = ['alertname', 'system'] as const;

export const receiver = 'ppm-oncall';

/** One notification each; `APIDown` of one system is another group than that of another. */
export function groupLabelsOf(labels: Labels): Record<string, string> {
  return Object.fromEntries(
    groupedBy.flatMap((name) => {
      const value = labels[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** `{}:{alertname="APIDown", system="notion-bot-api"}`: the route's own matchers, then the group's labels. */
export function groupKeyOf(groupLabels: Labels): string {
  const labels = Object.entries(groupLabels).map(([name, value]) => `${name}=${quoted(value)}`);
  return `{}:{${labels.join(', ')}}`;
}

export interface Group {
  groupLabels: Labels;
  /** In the order in which they are told of. */
  alerts: readonly StoredAlert[];
  /** How many are left out. */
  truncated: number;
  externalURL: string;
}

export function notification(group: Group) {
  const { groupLabels, alerts, truncated, externalURL } = group;
  return {
    receiver,
    status: alerts.some(({ endsAt }) => endsAt === null) ? 'firing' : 'resolved',
    alerts: alerts.map(alertBody),
    groupLabels,
    commonLabels: common(alerts.map(({ labels }) => labels)),
    commonAnnotations: common(alerts.map(({ annotations }) => annotations)),
    externalURL,
    version: '4',
    groupKey: groupKeyOf(groupLabels),
    truncatedAlerts: truncated,
  };
}

function alertBody({ fingerprint, labels, annotations, startsAt, endsAt }: StoredAlert) {
  return {
    status: endsAt === null ? 'firing' : 'resolved',
    labels,
    annotations,
    startsAt: new Date(startsAt).toISOString(),
    endsAt: endsAt === null ? notYet : new Date(endsAt).toISOString(),
    generatorURL: generatorUrl(labels),
    fingerprint,
  };
}

export function generatorUrl(labels: Labels): string {
  const expression = encodeURIComponent(`ALERTS{alertname=${quoted(labels['alertname'] ?? '')}}`);
  return `http://prometheus.meridian-finance.example/graph?g0.expr=${expression}&g0.tab=1`;
}

/** As Go quotes a text. */
function quoted(text: string): string {
  return JSON.stringify(text);
}

/** What all of them have, with the same value. */
function common(all: readonly Labels[]): Record<string, string> {
  const [first = {}, ...others] = all;
  const shared = Object.entries(first).filter(([name, value]) =>
    others.every((other) => other[name] === value),
  );
  return Object.fromEntries(shared);
}
