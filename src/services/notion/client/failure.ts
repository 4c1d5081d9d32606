// What a call to Notion can end in other than an answer, read once into a closed list. The classes are those of
// @notionhq/client 5 and of Node's fetch.
import {
  ClientErrorCode,
  isHTTPResponseError,
  type APIResponseError,
  type UnknownHTTPResponseError,
} from '@notionhq/client';
import { z } from 'zod';

export type Failure =
  /** Notion answered with an error; `code` is null where the answer isn't Notion's own (a gateway's page). */
  | {
      kind: 'answer';
      status: number;
      code: string | null;
      text: string;
      /** What Notion asked for, where it did. */
      retryAfterMs: number | null;
      /** Which limit was met (rate_limit_reason). */
      reason: string | null;
    }
  /** No answer, or one that was cut off. `sent`: false where it is certain that the request never left. */
  | { kind: 'lost'; sent: boolean; text: string }
  | { kind: 'timeout'; millis: number };

export class NotionFailure extends Error {
  override readonly name = 'NotionFailure';

  constructor(
    readonly failure: Failure,
    cause: unknown,
  ) {
    super(
      failure.kind === 'answer' ? `Notion answered ${failure.status}.` : 'Notion did not answer.',
      { cause },
    );
  }
}

const network = z.object({
  message: z.string(),
  code: z.string().optional(),
  cause: z.object({ message: z.string().default(''), code: z.string().optional() }).optional(),
});

/** The errors of which it is certain that no byte of the request was sent: no address, no connection, no trust. */
const neverSent =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|UND_ERR_CONNECT_TIMEOUT|CERT_.*|.*SELF_SIGNED.*|UNABLE_TO_.*|ERR_TLS_CERT.*)$/;

/** Null for what is neither Notion's failing nor the network's: a fault of ours. */
export function failureOf(error: unknown): Failure | null {
  if (isHTTPResponseError(error)) return ofAnswer(error);
  // fetch rejects with a TypeError whose cause knows more; an answer that was cut off is no JSON.
  if (error instanceof SyntaxError)
    return { kind: 'lost', sent: true, text: 'The answer was cut off or is no JSON.' };
  const lost = network.safeParse(error).data;
  const code = lost?.cause?.code ?? lost?.code;
  if (!lost || (code === undefined && !(error instanceof TypeError))) return null;
  return {
    kind: 'lost',
    sent: code === undefined || !neverSent.test(code),
    text: code ?? lost.message,
  };
}

const limit = z.object({ rate_limit_reason: z.string() });

function ofAnswer(error: APIResponseError | UnknownHTTPResponseError): Failure {
  const { status, code, message, headers, additional_data } = error;
  return {
    kind: 'answer',
    status,
    code: code === ClientErrorCode.ResponseError ? null : code,
    text: message,
    retryAfterMs: headers instanceof Headers ? secondsIn(headers.get('retry-after')) : null,
    reason: limit.safeParse(additional_data).data?.rate_limit_reason ?? null,
  };
}

/** Notion sends whole seconds there. */
function secondsIn(header: string | null): number | null {
  return header !== null && /^\d{1,9}$/.test(header.trim()) ? Number(header) * 1000 : null;
}
