// What comes in over HTTP from other systems than Slack: the body as it was sent (signatures cover every byte), at most so
// much of it, and an answer as JSON.
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

export interface WebhookRequest {
  headers: IncomingHttpHeaders;
  body: Buffer;
}

export interface WebhookReply {
  status: number;
  body: { ok: true } | Refusal;
}

export interface Refusal {
  error: string;
  /** Where in what was sent, as a path: `alerts[0].labels`. */
  field?: string;
  reason?: string;
}

/** Answers a POST; what it throws is told as 500. */
export type Webhook = (request: WebhookRequest) => Promise<WebhookReply>;

/** By path, such as `/webhooks/notion`. */
export type Webhooks = Readonly<Record<string, Webhook>>;

export const accepted: WebhookReply = { status: 200, body: { ok: true } };

export function refused(
  status: number,
  error: string,
  details: Omit<Refusal, 'error'> = {},
): WebhookReply {
  return { status, body: { error, ...details } };
}

/** Bytes of a body at most. */
const largestBody = 1024 * 1024;

/** Null when the request broke off: then there is nobody to answer. */
export async function answerTo(
  request: IncomingMessage,
  webhook: Webhook,
): Promise<WebhookReply | null> {
  const body = await bodyOf(request);
  if (body === 'too large') return refused(413, 'too_large');
  return body && webhook({ headers: request.headers, body });
}

function bodyOf(request: IncomingMessage): Promise<Buffer | 'too large' | null> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    if (Number(request.headers['content-length']) > largestBody) resolve('too large');
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= largestBody) chunks.push(chunk);
      else {
        // The rest is read and dropped: a sender that is still sending would not see the answer.
        chunks.length = 0;
        resolve('too large');
      }
    });
    request.once('end', () => resolve(Buffer.concat(chunks)));
    request.once('error', () => resolve(null));
    request.once('close', () => resolve(null));
  });
}
