// One request from its arrival to its answer: token, version, faults, budget, and only then the call itself.
import { ApiError, statusOf } from './errors.js';
import { badCursor } from './cursor.js';
import { limited, type Rate } from './rate.js';
import type { ApiParts, Call } from './call.js';
import { answer } from './routes.js';
import type { FaultBox } from '../faults.js';
import type { CallLog } from '../call-log.js';
import { isRecord } from '../state/properties.js';

/** What a call came with, and where it stands. */
export interface Arrived {
  method: string;
  url: URL;
  headers: Headers;
  body: string;
}

export interface Answered {
  status: number;
  headers: Record<string, string>;
  body: string;
  /** It was done, and nobody is told. */
  lost: boolean;
}

export interface EndpointParts extends ApiParts {
  token: string;
  rate: Rate;
  faults: FaultBox;
  log: CallLog;
  now: () => number;
  wait: (call: string) => Promise<void>;
}

const versions: ReadonlySet<string> = new Set(['2025-09-03']);
/** Bytes of a body at most. (Notion, "Request limits") */
const mostBytes = 500 * 1024;

/** Null: the connection is cut before anything is done. */
export async function endpoint(parts: EndpointParts, arrived: Arrived): Promise<Answered | null> {
  const path = arrived.url.pathname.replace(/^\/v1/, '');
  const name = `${arrived.method} ${path}`;
  const { faults } = parts;
  if (faults.isOn('down') || faults.take('cut', name)) return null;
  await parts.wait(name);
  let status = 200;
  let headers: Record<string, string> = {};
  let body: unknown;
  let lost = false;
  try {
    const call = checked(parts, arrived, path, name);
    body = answer(parts, call);
    lost = faults.take('lostReply', name) !== undefined;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    status = statusOf[error.code];
    ({ headers } = error);
    body = errorBody(error);
  }
  parts.log.add({
    method: arrived.method,
    path: `${path}${arrived.url.search}`,
    status,
    ...(isRecord(body) && typeof body['code'] === 'string' ? { error: body['code'] } : {}),
    request: arrived.body === '' ? null : (safeJson(arrived.body) ?? arrived.body.slice(0, 200)),
    response: body,
  });
  return {
    status,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      date: new Date(parts.now()).toUTCString(),
      ...headers,
    },
    body: JSON.stringify(body),
    lost,
  };
}

function checked(parts: EndpointParts, arrived: Arrived, path: string, name: string): Call {
  const { faults, rate, token } = parts;
  const given = /^Bearer (.+)$/.exec(arrived.headers.get('authorization') ?? '')?.[1];
  if (faults.isOn('unauthorized') || given !== token)
    throw new ApiError('unauthorized', 'API token is invalid.');
  const version = arrived.headers.get('notion-version');
  if (version === null)
    throw new ApiError(
      'missing_version',
      'Notion-Version header should be defined, instead was `undefined`.',
    );
  if (!versions.has(version))
    throw new ApiError(
      'validation_error',
      `header failed validation: Notion-Version header should be \`"2025-09-03"\`, instead was \`${JSON.stringify(version)}\`.`,
    );
  rate.take();
  const tooMany = faults.take('rateLimited', name);
  if (tooMany) throw limited(tooMany.retryAfterSeconds);
  const overloaded = faults.take('overloaded', name);
  if (overloaded)
    throw new ApiError('service_overload', 'Notion is overloaded. Please try again later.', {
      headers: { 'retry-after': String(overloaded.retryAfterSeconds) },
    });
  const broken = faults.take('serverError', name);
  if (broken) throw new ApiError(brokenCodes[broken.status], 'Unexpected error occurred.');
  if (faults.restricts(name))
    throw new ApiError('restricted_resource', 'Insufficient permissions for this endpoint.');
  if (faults.take('conflict', name))
    throw new ApiError('conflict_error', 'Conflict occurred while saving. Please try again.');
  const body = bodyOf(arrived);
  const cursor = body['start_cursor'] ?? arrived.url.searchParams.get('start_cursor');
  if (typeof cursor === 'string' && faults.take('badCursor', name)) throw badCursor(cursor);
  return { method: arrived.method, path, query: arrived.url.searchParams, body };
}

const brokenCodes = {
  500: 'internal_server_error',
  502: 'bad_gateway',
  503: 'service_unavailable',
} as const;

function bodyOf({ method, body }: Arrived): Record<string, unknown> {
  if (method === 'GET' || body === '') return {};
  if (Buffer.byteLength(body) > mostBytes)
    throw new ApiError(
      'validation_error',
      'body failed validation: the request body should be at most 500 KB.',
    );
  const parsed = safeJson(body);
  if (isRecord(parsed)) return parsed;
  throw new ApiError('invalid_json', 'Error parsing JSON body.');
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function errorBody({ code, message, additional }: ApiError): Record<string, unknown> {
  return {
    object: 'error',
    status: statusOf[code],
    code,
    message,
    ...(additional === undefined ? {} : { additional_data: additional }),
    request_id: '00000000-0000-4000-8000-000000000000',
  };
}
