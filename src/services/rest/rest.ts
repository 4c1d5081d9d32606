// A REST service, asked with the one policy: what it answers is parsed, and what goes wrong is a Problem for the person.
import type { Registry } from 'prom-client';
import type { z } from 'zod';
import { Problem } from '../../core/problem.js';
import {
  CallCancelled,
  CircuitOpen,
  DeadlineExceeded,
  RetryableFailure,
} from '../resilience/failures.js';
import { createPolicy, type PolicyOptions } from '../resilience/policy.js';
import { agentFor, exchange, NoAnswer, type Answer, type Exchange } from './exchange.js';

export interface RestOptions {
  /** As people call it: `Databricks`, `GitHub`. */
  title: string;
  /** Name of its circuit and of its metrics. */
  system: string;
  /** `https://host`, without a slash at its end. */
  baseUrl: string;
  headers: Readonly<Record<string, string>>;
  /** PEM of the authorities to trust; null: the usual ones. */
  caCertificate: string | null;
  registry: Registry;
  circuits?: PolicyOptions['circuits'];
  /** What a refusal means for a person; null where the service has said nothing special. Gets status, code and message. */
  refusal(refusal: Refusal, answer: Answer): Problem | null;
  /** A refusal that only means "later", other than a 429: surely nothing was done, and it is tried again. Null: it is none. */
  limit?(answer: Answer): Limit | null;
  /** When it wants to be asked again, milliseconds; undefined where it says nothing. 429 and 5xx are tried again anyway. */
  retryAfterMs?(answer: Answer): number | undefined;
  sleep?: PolicyOptions['sleep'];
}

export interface Limit {
  /** When it wants to be asked again, milliseconds from now. */
  retryAfterMs: number;
  /** For the person, when there is no time left to wait. */
  problem: Problem;
}

export interface Refusal {
  status: number;
  /** What it calls the error, e.g. RESOURCE_DOES_NOT_EXIST; empty where it has no name. */
  code: string;
  /** Its own words, cut to 500 characters. */
  message: string;
  method: Exchange['method'];
  path: string;
}

export interface Asking<Schema extends z.ZodType> {
  method?: Exchange['method'];
  /** With its slash: `/api/2.2/jobs/list`. */
  path: string;
  query?: Readonly<Record<string, string | number | boolean | undefined>>;
  body?: unknown;
  schema: Schema;
  signal: AbortSignal;
  /** May it be done twice without harm? By default a GET may, and nothing else. */
  idempotent?: boolean;
  /** For all tries and waits between them, milliseconds. */
  deadlineMs?: number;
}

export interface Rest {
  /**
   * @returns what it answered, parsed; `undefined` goes into the schema where the answer has no content
   * @throws Problem what `refusal` says; outside_unavailable when it was surely not carried out; outcome_unknown when a
   * request that changes something got no answer; cancelled
   */
  ask<Schema extends z.ZodType>(asking: Asking<Schema>): Promise<z.output<Schema>>;
}

const usualDeadlineMs = 30_000;

export function createRest(options: RestOptions): Rest {
  const { title, system, baseUrl, headers, registry, circuits, sleep } = options;
  const policy = createPolicy({ system, registry, circuits, ...(sleep ? { sleep } : {}) });
  const agent = baseUrl.startsWith('https:') ? agentFor(options.caCertificate) : undefined;

  return {
    async ask({ method = 'GET', path, query = {}, body, schema, signal, ...given }) {
      const { idempotent = method === 'GET', deadlineMs = usualDeadlineMs } = given;
      const url = new URL(baseUrl + path);
      for (const [name, value] of Object.entries(query))
        if (value !== undefined) url.searchParams.set(name, String(value));
      let isSent = false;
      const once = async (inner: AbortSignal): Promise<Answer> => {
        try {
          const answer = await exchange({ method, url, headers, body, agent, signal: inner });
          // Redirects are not followed: what was asked for was not done.
          if (answer.status < 300) return answer;
          const limit = options.limit?.(answer);
          if (limit) throw new Limited(limit);
          const words = refusalOf(answer, method, path);
          if (answer.status === 429 || answer.status >= 500) {
            // A 5xx may come after the deed: only a 429 says that nothing was done.
            isSent ||= answer.status !== 429;
            throw new Failing(words, {
              retryAfterMs: options.retryAfterMs?.(answer) ?? retryAfter(answer),
            });
          }
          throw options.refusal(words, answer) ?? refused(title, words);
        } catch (error) {
          if (!(error instanceof NoAnswer)) throw error;
          isSent ||= error.isSent;
          inner.throwIfAborted();
          throw new RetryableFailure(`${title} can not be reached (${error.message}).`, {
            cause: error,
          });
        }
      };
      try {
        const answer = await policy.run(once, { idempotent, signal, deadlineMs });
        return parsed(title, schema, answer);
      } catch (error) {
        throw problemOf(error, { title, system, isChange: method !== 'GET', isSent });
      }
    },
  };
}

class Failing extends RetryableFailure {
  readonly refusal: Refusal;

  constructor(refusal: Refusal, { retryAfterMs }: { retryAfterMs: number | undefined }) {
    super(`HTTP ${refusal.status}`, retryAfterMs === undefined ? {} : { retryAfterMs });
    this.refusal = refusal;
  }
}

class Limited extends RetryableFailure {
  readonly problem: Problem;

  constructor({ retryAfterMs, problem }: Limit) {
    super(problem.message, { retryAfterMs });
    this.problem = problem;
  }
}

function parsed<Schema extends z.ZodType>(
  title: string,
  schema: Schema,
  { text }: Answer,
): z.output<Schema> {
  const result = schema.safeParse(jsonOf(text));
  if (result.success) return result.data;
  throw new Problem(
    'outside_refused',
    `${title} answered something that is not understood.`,
    'Its interface may have changed; look at the log of the bot.',
    { cause: result.error },
  );
}

function jsonOf(text: string): unknown {
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refusalOf({ status, text }: Answer, method: Exchange['method'], path: string): Refusal {
  const json = jsonOf(text);
  const field = (name: string): string =>
    typeof json === 'object' && json !== null && name in json
      ? String(Reflect.get(json, name))
      : '';
  return {
    status,
    code: field('error_code') || field('code'),
    message: (field('message') || `HTTP ${status}`).slice(0, 500),
    method,
    path,
  };
}

/** `Retry-After` in seconds or as a date, milliseconds. (RFC 9110, 10.2.3) */
function retryAfter({ headers }: Answer): number | undefined {
  const given = headers['retry-after'];
  if (given === undefined) return undefined;
  const seconds = Number(given);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1_000);
  const at = Date.parse(given);
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now());
}

function refused(title: string, { status, code, message }: Refusal): Problem {
  if (status === 401)
    return new Problem(
      'outside_refused',
      `${title} does not take the token.`,
      'Look at its setting with `env`; make a new one with `rotate`.',
    );
  if (status === 403)
    return new Problem(
      'outside_refused',
      `${title} does not allow it: ${message}`,
      'Give the token the right to do it.',
    );
  if (status === 404)
    return new Problem(
      'not_found',
      `${title} does not know it: ${message}`,
      'Look at the name, and whether the token may see it.',
    );
  return new Problem(
    'outside_refused',
    `${title} refused it${code === '' ? '' : ` (${code})`}: ${message}`,
    'Correct what it says, then ask again.',
  );
}

function problemOf(
  error: unknown,
  {
    title,
    system,
    isChange,
    isSent,
  }: { title: string; system: string; isChange: boolean; isSent: boolean },
): unknown {
  const isDoubtful = isChange && isSent;
  const unknownOutcome = (): Problem =>
    new Problem(
      'outcome_unknown',
      `${title} did not answer; it may have been carried out.`,
      'What became of it is looked up.',
      { cause: error },
    );
  if (error instanceof Limited) return isDoubtful ? unknownOutcome() : error.problem;
  if (error instanceof Failing)
    return isDoubtful
      ? unknownOutcome()
      : new Problem(
          'outside_unavailable',
          `${title} failed: ${error.refusal.message}`,
          'Try again in a minute.',
          { cause: error },
        );
  if (error instanceof RetryableFailure || error instanceof DeadlineExceeded)
    return isDoubtful
      ? unknownOutcome()
      : new Problem(
          'outside_unavailable',
          `${title} did not answer.`,
          'Try again in a minute; `health` says how it is.',
          { cause: error },
        );
  if (error instanceof CallCancelled)
    return isDoubtful
      ? unknownOutcome()
      : new Problem('cancelled', `It was cancelled before ${title} answered.`, 'Ask for it again.');
  if (error instanceof CircuitOpen)
    return new Problem(
      'outside_unavailable',
      `${title} failed several times in a row and is left alone for a minute.`,
      'It is asked again by itself; when it works, close its circuit to ask at once.',
      {
        cause: error,
        suggestions: [
          { label: 'Close the circuit', operation: 'circuits.reset', input: { name: system } },
        ],
      },
    );
  return error;
}
