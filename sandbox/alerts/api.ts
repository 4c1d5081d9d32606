// Alertmanager's API v2, as far as the bot asks it: GET /api/v2/alerts with `filter`, `receiver` and the states.
// (alertmanager, api/v2/openapi.yaml)
import { createServer, type Server } from 'node:http';
import { generatorUrl, receiver } from './notification.js';
import type { StoredAlert } from './protocol.js';

/** Milliseconds until Prometheus would have said again that it fires. */
const resolveTimeout = 5 * 60_000;
const matcher = /^\s*([A-Za-z_][\w]*)\s*(=~|!~|!=|=)\s*(?:"((?:[^"\\]|\\.)*)"|([^"]*?))\s*$/;

export function createApiServer(firing: () => readonly StoredAlert[], now: () => number): Server {
  return createServer((request, response) => {
    request.resume();
    const url = new URL(request.url ?? '/', 'http://alertmanager');
    const send = (status: number, body: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    if (request.method !== 'GET' || url.pathname !== '/api/v2/alerts')
      return send(404, { code: 404, message: `path ${url.pathname} was not found` });
    try {
      return send(
        200,
        asked(firing(), url.searchParams).map((alert) => shown(alert, now())),
      );
    } catch (error) {
      return send(400, error instanceof Error ? error.message : 'bad request');
    }
  });
}

function asked(alerts: readonly StoredAlert[], query: URLSearchParams): StoredAlert[] {
  const matchers = query.getAll('filter').map(matcherOf);
  const wanted = wholly(query.get('receiver') ?? '.*');
  // Nothing is ever silenced here: whoever does not want active ones gets none.
  if (query.get('active') === 'false' || !wanted.test(receiver)) return [];
  return alerts.filter(({ labels }) => matchers.every((matches) => matches(labels)));
}

/** `name="value"` and the like. @throws Error for what is no matcher */
function matcherOf(text: string): (labels: StoredAlert['labels']) => boolean {
  const [, name = '', operator, quoted, bare] = matcher.exec(text) ?? [];
  if (operator === undefined) throw new Error(`bad matcher format: ${text}`);
  const value = quoted === undefined ? (bare ?? '') : unquoted(quoted);
  const isPattern = operator.endsWith('~');
  const pattern = wholly(isPattern ? value : '');
  const isWanted = !operator.startsWith('!');
  return (labels) => {
    // A label that is not there is an empty one.
    const found = labels[name] ?? '';
    return (isPattern ? pattern.test(found) : found === value) === isWanted;
  };
}

function unquoted(text: string): string {
  return text.replaceAll(/\\(.)/g, (_, character: string) =>
    character === 'n' ? '\n' : character,
  );
}

function wholly(pattern: string): RegExp {
  return new RegExp(`^(?:${pattern})$`);
}

function shown({ fingerprint, labels, annotations, startsAt }: StoredAlert, now: number) {
  return {
    annotations,
    endsAt: new Date(now + resolveTimeout).toISOString(),
    fingerprint,
    receivers: [{ name: receiver }],
    startsAt: new Date(startsAt).toISOString(),
    status: { inhibitedBy: [], mutedBy: [], silencedBy: [], state: 'active' },
    updatedAt: new Date(now).toISOString(),
    generatorURL: generatorUrl(labels),
    labels,
  };
}
