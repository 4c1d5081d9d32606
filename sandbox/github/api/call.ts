// A call of the API that concerns the repository, its answer, and how it is refused.
import type { Repository } from '../state/repository.js';
import type { Runner } from '../runner.js';

export interface Call {
  method: string;
  /** What the pattern of its route has caught, decoded. */
  parts: readonly string[];
  query: URLSearchParams;
  /** As JSON says it; undefined where there is none. */
  body: unknown;
  /** Wants a file as it is. */
  isRaw: boolean;
  /** X-GitHub-Api-Version. */
  version: string;
}

export interface Answer {
  status: number;
  /** None: no content. A string goes out as it is. */
  body?: object | string;
  headers?: Readonly<Record<string, string>>;
}

export interface Parts {
  repository: Repository;
  runner: Runner;
  headSha: 'commit' | 'ref';
  /** Counts a dispatch that was accepted. */
  dispatched: () => void;
}

export type Handler = (parts: Parts, call: Call) => Answer;

export interface Route {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** After `/repos/owner/name`. */
  path: RegExp;
  handler: Handler;
  /** One of these scopes is needed; for a private repository `repo` is always enough, and mostly needed. */
  scopes: readonly string[];
}

/** A call that is refused. */
export class ApiError extends Error {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly errors: readonly unknown[] | undefined;

  constructor(
    status: number,
    message: string,
    more: { headers?: Readonly<Record<string, string>>; errors?: readonly unknown[] } = {},
  ) {
    super(message);
    this.status = status;
    this.headers = more.headers ?? {};
    this.errors = more.errors;
  }
}

export function notFound(): ApiError {
  return new ApiError(404, 'Not Found');
}

export function unprocessable(message: string): ApiError {
  return new ApiError(422, message);
}

export function ok(body: object): Answer {
  return { status: 200, body };
}

/** A number of a path or 404. */
export function idIn(text: string | undefined): number {
  if (text === undefined || !/^\d{1,15}$/.test(text)) throw notFound();
  return Number(text);
}

/** @throws ApiError 400 for a body that is none, 422 for fields that the call does not have */
export function fieldsIn(body: unknown, known: readonly string[]): Record<string, unknown> {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new ApiError(400, 'Body should be a JSON object');
  const fields = Object.fromEntries(Object.entries(body));
  const unknown = Object.keys(fields).find((name) => !known.includes(name));
  if (unknown !== undefined) throw invalid(`"${unknown}" is not a permitted key.`);
  return fields;
}

/** As GitHub words what does not fit its schema. */
export function invalid(what: string): ApiError {
  return unprocessable(`Invalid request.\n\n${what}`);
}
