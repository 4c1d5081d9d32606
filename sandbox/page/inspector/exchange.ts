// What the bot and one of the outside services said to each other, in one shape for the inspector.
import type { LoggedCall } from '../../notion/protocol.js';
import type { TrafficEntry } from '../../slack/protocol.js';

export const services = ['Slack', 'Notion'] as const;
export type Service = (typeof services)[number];

/** `n` counts up within a service. */
export interface Exchange extends TrafficEntry {
  service: Service;
  /** The status in the service's own words. */
  told: string;
}

/** The newest `n` of each service. */
export type Marks = Readonly<Record<Service, number>>;
export const noMarks: Marks = { Slack: 0, Notion: 0 };

export const keyOf = ({ service, n }: Exchange): string => `${service}-${n}`;

export const fromSlack = (entry: TrafficEntry): Exchange => ({
  ...entry,
  service: 'Slack',
  told: entry.status,
});

export function fromNotion(call: LoggedCall): Exchange {
  const { n, at, method, path, status, error, request, response } = call;
  return {
    service: 'Notion',
    n,
    at: new Date(at).toISOString(),
    direction: 'out',
    name: `${method} ${path}`,
    status: status === 0 ? 'lost' : status < 400 ? 'ok' : 'error',
    told: status === 0 ? 'lost' : String(status),
    ...(error === undefined ? {} : { error }),
    request,
    response,
  };
}

const longId = /([0-9a-f]{4})[0-9a-f]{4}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}/g;

/** With ids cut short, so that the end of a path is seen. */
export const shortName = (name: string): string => name.replaceAll(longId, '$1…');

export interface Filter {
  /** Words that must all be found. */
  text: string;
  direction: 'all' | 'in' | 'out';
  service: 'all' | Service;
}

export function matches(entry: Exchange, { text, direction, service }: Filter): boolean {
  if (direction !== 'all' && entry.direction !== direction) return false;
  if (service !== 'all' && entry.service !== service) return false;
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const content = [
    entry.name,
    entry.told,
    entry.error ?? '',
    JSON.stringify(entry.request),
    JSON.stringify(entry.response),
  ]
    .join(' ')
    .toLowerCase();
  return words.every((word) => content.includes(word));
}
