// What is answered to a call: which it is, whether its token may make it, and what comes of it.
import { ApiError, notFound, type Answer, type Parts, type Route } from './api/call.js';
import { routes } from './api/routes.js';
import type { Gate } from './gate.js';

export interface Asked {
  method: string;
  url: URL;
  headers: NodeJS.Dict<string | string[]>;
  text: string;
}

export interface Answering {
  parts: Parts;
  gate: Gate;
  scopes: () => readonly string[];
}

/** @throws ApiError */
export function answerTo({ parts, gate, scopes }: Answering, asked: Asked): Answer {
  const { method, url, headers } = asked;
  const { repository } = parts;
  gate.letIn(headers);
  const version = String(headers['x-github-api-version'] ?? '2022-11-28');
  const called = `${method} ${url.pathname}`;
  if (called === 'GET /rate_limit') {
    // Asking for the limit does not count against it.
    const core = gate.rate();
    const body = { resources: { core }, ...(version < '2026' ? { rate: core } : {}) };
    return { status: 200, body };
  }
  gate.count(called);
  if (called === 'GET /user') {
    const { login } = repository;
    return { status: 200, body: { login, id: 1, type: 'User' } };
  }
  const { route, found } = routeOf(repository.name, asked);
  const accepted = { 'x-accepted-oauth-scopes': route.scopes.join(', ') };
  const isReading = method === 'GET';
  if (repository.faults.isOn('readOnly')) {
    if (!isReading) throw new ApiError(403, 'Resource not accessible by personal access token');
  } else if (!route.scopes.some((scope) => scopes().includes(scope)))
    // As if it were not there: whoever can't see a private repository must not learn of it.
    throw new ApiError(404, 'Not Found', { headers: accepted });
  const answer = route.handler(parts, {
    method,
    parts: found.slice(1).map(decoded),
    query: url.searchParams,
    body: isReading ? undefined : jsonIn(asked.text),
    isRaw: /vnd\.github\.(?:[\w-]+\.)?raw/.test(String(headers['accept'] ?? '')),
    version,
  });
  return { ...answer, headers: { ...accepted, ...answer.headers } };
}

function routeOf(name: string, { method, url }: Asked): { route: Route; found: RegExpExecArray } {
  const [, owned, rest = ''] = /^\/repos\/([^/]+\/[^/]+)(.*)$/.exec(url.pathname) ?? [];
  if (owned?.toLowerCase() !== name.toLowerCase()) throw notFound();
  for (const route of routes) {
    const found = route.method === method ? route.path.exec(rest) : null;
    if (found) return { route, found };
  }
  throw notFound();
}

function decoded(part: string | undefined): string {
  try {
    return decodeURIComponent(part ?? '');
  } catch {
    throw notFound();
  }
}

function jsonIn(text: string): unknown {
  if (text === '') return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    throw new ApiError(400, 'Problems parsing JSON');
  }
}
