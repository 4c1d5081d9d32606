// What the driver throws, read once into a closed list. The shapes are those of @databricks/sql 2 (dist/errors,
// ThriftHttpConnection.js) and of node-fetch; the driver exports no classes for them.
import { z } from 'zod';

export type Failure =
  /** The warehouse answered that the statement failed. */
  | { kind: 'sql'; condition: string | null; sqlState: string | null; text: string }
  /** The warehouse answered that it stopped the statement. */
  | { kind: 'stopped'; by: 'cancellation' | 'timeout' }
  /** The session or the statement is not known to the warehouse any more. */
  | { kind: 'forgotten' }
  /** Turned away with an HTTP status before Thrift was looked at. */
  | { kind: 'http'; status: number; retryAfterMs: number | undefined }
  /** The storage behind a volume refused a staged file. */
  | { kind: 'storage'; status: number }
  /** `sent`: false where it is certain that the request never left. */
  | { kind: 'connection'; sent: boolean; text: string };

export type SqlFailure = Extract<Failure, { kind: 'sql' }>;

const statement = z.object({
  errorCode: z.enum(['CANCELED', 'CLOSED', 'ERROR', 'TIMEOUT', 'UNKNOWN']),
  message: z.string(),
  response: z
    .object({ sqlState: z.string().nullish(), errorMessage: z.string().nullish() })
    .optional(),
});
const http = z.object({ statusCode: z.number(), response: z.object({ headers: z.unknown() }) });
const status = z.object({ name: z.literal('Status Error'), message: z.string() });
const network = z.object({ message: z.string(), code: z.string().optional() });

/** The errors of which it is certain that no byte of the request was sent: no address, no connection, no trust. */
const neverSent =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|CERT_.*|.*SELF_SIGNED.*|UNABLE_TO_.*|ERR_TLS_CERT.*|HOSTNAME_MISMATCH)$/;

/** Null for what is not the driver's: a fault of ours. */
export function failureOf(error: unknown): Failure | null {
  const ended = statement.safeParse(error).data;
  if (ended) return ofStatement(ended);
  const answered = http.safeParse(error).data;
  if (answered)
    return {
      kind: 'http',
      status: answered.statusCode,
      retryAfterMs: retryAfter(answered.response.headers),
    };
  const refused = status.safeParse(error).data;
  if (refused)
    return /Invalid (?:Session|Operation)Handle|session\b.*(?:does not exist|not found|closed|expired)/i.test(
      refused.message,
    )
      ? { kind: 'forgotten' }
      : sql(refused.message, null);
  const lost = network.safeParse(error).data;
  if (!lost) return null;
  // A staged file that its storage refused: the driver tells the status in its text only (StagingError).
  const stagedStatus = /^HTTP error (\d{3})\b/.exec(lost.message)?.[1];
  if (stagedStatus !== undefined) return { kind: 'storage', status: Number(stagedStatus) };
  if (/session was closed|session.*expired/i.test(lost.message)) return { kind: 'forgotten' };
  if (
    lost.code === undefined &&
    !/timed out|response timeout|hang up|premature/i.test(lost.message)
  )
    return null;
  return {
    kind: 'connection',
    sent: lost.code === undefined || !neverSent.test(lost.code),
    text: lost.message,
  };
}

function ofStatement({ errorCode, message, response }: z.infer<typeof statement>): Failure {
  // Without an answer of the warehouse in it, the driver tells only what it was asked to do itself.
  if (!response) return { kind: 'connection', sent: true, text: message };
  switch (errorCode) {
    case 'CANCELED':
      return { kind: 'stopped', by: 'cancellation' };
    case 'TIMEOUT':
      return { kind: 'stopped', by: 'timeout' };
    case 'ERROR':
      return ofError(sql(message, response.sqlState ?? null));
    case 'CLOSED':
      return { kind: 'forgotten' };
    case 'UNKNOWN':
      return { kind: 'connection', sent: true, text: message };
  }
}

/** Some errors only say that the statement was stopped: the JDBC driver, too, tells a time-out by SQLSTATE 57KD0. */
function ofError(failure: SqlFailure): Failure {
  if (failure.sqlState === '57KD0' || failure.condition === 'QUERY_EXECUTION_TIMEOUT_EXCEEDED')
    return { kind: 'stopped', by: 'timeout' };
  if (failure.sqlState === 'HY008' || failure.condition === 'OPERATION_CANCELED')
    return { kind: 'stopped', by: 'cancellation' };
  return failure;
}

/** Databricks begins its messages with `[CONDITION.SUB]` and ends them with `SQLSTATE: 42P01`. */
function sql(text: string, sqlState: string | null): SqlFailure {
  return {
    kind: 'sql',
    condition: /\[([A-Z][A-Z0-9_]+(?:\.[A-Z0-9_]+)?)\]/.exec(text)?.[1] ?? null,
    sqlState: sqlState ?? /SQLSTATE: ([0-9A-Z]{5})/.exec(text)?.[1] ?? null,
    text,
  };
}

const headerPairs = z.array(z.tuple([z.string(), z.string()]));

/** Seconds in `Retry-After`, as milliseconds. The warehouse sends no dates there. */
function retryAfter(headers: unknown): number | undefined {
  if (!isIterable(headers)) return undefined;
  const pairs = new Map(headerPairs.safeParse([...headers]).data);
  const seconds = Number(pairs.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}
