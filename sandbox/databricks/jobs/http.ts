// The Jobs API over HTTP: who may ask, how often, for which path; and what goes wrong on purpose.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { ApiError, invalid, malformed } from './api-error.js';
import type { Calls } from './calls.js';
import { callNames, type CallName, type JobFaultBox } from './faults.js';

const prefix = '/api/2.2/jobs/';

const posted: readonly CallName[] = ['run-now', 'runs/repair', 'runs/cancel'];

export interface JobsDoor {
  calls: Calls;
  faults: JobFaultBox;
  now(): number;
  /** The user behind a token, or undefined if there is none. */
  userOf(token: string): string | undefined;
  /** Set where the workspace refuses everybody. */
  unauthorized(): 401 | 403 | undefined;
}

/** Everything below /api/ is the REST API's. */
export const isRest = (req: IncomingMessage): boolean => req.url?.startsWith('/api/') === true;

/** Answers a request; cuts its connection where the reply is to be lost. */
export async function serveJobs(
  req: IncomingMessage,
  res: ServerResponse,
  door: JobsDoor,
): Promise<void> {
  const body = await text(req);
  try {
    const out = await answer(req, body, door);
    if (out === null) req.socket.destroy();
    else send(res, 200, out);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const headers = error instanceof TooMany ? { 'Retry-After': String(error.seconds) } : {};
    send(res, error.status, { error_code: error.code, message: error.message }, headers);
  }
}

/** @returns null where the answer is lost */
async function answer(req: IncomingMessage, body: string, door: JobsDoor): Promise<object | null> {
  const { calls, faults } = door;
  const user = userOf(req, door);
  const url = new URL(req.url ?? '/', 'https://workspace');
  const name = callOf(req.method ?? '', url.pathname);
  const seconds = faults.takeTooMany(door.now());
  if (seconds !== null) throw new TooMany(seconds);
  const { errorBefore, errorAfter, viewOnly } = faults.get();
  const delay = faults.delayOf(name);
  if (delay > 0) await wait(delay);
  if (faults.take('errorBefore', name)) throw broken(errorBefore?.status);
  if (viewOnly === true && posted.includes(name))
    throw new ApiError(
      403,
      'PERMISSION_DENIED',
      `User ${user} does not have Manage Run permission.`,
    );
  const given = posted.includes(name) ? parsed(body) : queried(url.searchParams);
  const out = calls[name](given, user);
  if (faults.take('errorAfter', name)) throw broken(errorAfter?.status);
  return faults.take('lostReply', name) ? null : out;
}

function userOf(req: IncomingMessage, door: JobsDoor): string {
  const given = /^Bearer (.+)$/i.exec(req.headers.authorization ?? '')?.[1];
  const refused = door.unauthorized();
  if (given === undefined || refused === 401)
    throw new ApiError(
      401,
      401,
      'Credential was not sent or was of an unsupported type for this API.',
    );
  const user = door.userOf(given);
  if (user === undefined || refused === 403) throw new ApiError(403, 403, 'Invalid access token.');
  return user;
}

function callOf(method: string, path: string): CallName {
  const name = callNames.find((one) => path === prefix + one);
  if (name !== undefined && method === (posted.includes(name) ? 'POST' : 'GET')) return name;
  throw new ApiError(
    404,
    'ENDPOINT_NOT_FOUND',
    `No API found for '${method} ${path.replace(/^\/api\/[\d.]+/, '')}'`,
  );
}

function parsed(body: string): object {
  let given: unknown;
  try {
    given = JSON.parse(body === '' ? '{}' : body);
  } catch {
    throw malformed('Invalid JSON given in the body of the request - failed to parse given JSON');
  }
  if (typeof given === 'object' && given !== null && !Array.isArray(given)) return given;
  throw malformed('Invalid JSON given in the body of the request - expected a map');
}

function queried(query: URLSearchParams): object {
  const twice = [...query.keys()].find((key) => query.getAll(key).length > 1);
  if (twice !== undefined) throw invalid(`Parameter ${twice} was given more than once`);
  return Object.fromEntries(query);
}

class TooMany extends ApiError {
  readonly seconds: number;

  constructor(seconds: number) {
    super(429, 'REQUEST_LIMIT_EXCEEDED', 'The rate limit of this workspace was exceeded.');
    this.seconds = seconds;
  }
}

const broken = (status = 500): ApiError =>
  status === 503
    ? new ApiError(503, 'TEMPORARILY_UNAVAILABLE', 'The service is temporarily unavailable.')
    : new ApiError(status, 'INTERNAL_ERROR', 'An internal error occurred. Please try again.');

function send(
  res: ServerResponse,
  status: number,
  body: object,
  headers: Record<string, string> = {},
): void {
  // Whoever asked may be gone by now; it was carried out all the same.
  if (res.destroyed) return;
  res.writeHead(status, { 'Content-Type': 'application/json', ...headers });
  res.end(JSON.stringify(body));
}
