// A body as JSON, checked before it is read: anybody who knows the address can send one.
import type { z } from 'zod';
import { cleaned } from '../../../services/alerts/cleaned.js';
import { refused, type WebhookReply, type WebhookRequest } from '../webhook.js';

const deepest = 20;

export type JsonBody = { ok: true; value: unknown } | { ok: false; reply: WebhookReply };

export function jsonBody({ headers, body }: WebhookRequest): JsonBody {
  const type = (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase();
  if (type !== 'application/json')
    return { ok: false, reply: refused(415, 'not_json', { reason: 'send application/json' }) };
  if (isDeeper(body, deepest))
    return { ok: false, reply: refused(400, 'too_deep', { reason: `${deepest} levels at most` }) };
  try {
    return { ok: true, value: JSON.parse(body.toString('utf8')) };
  } catch {
    return { ok: false, reply: refused(400, 'invalid_json') };
  }
}

const quote = 0x22;
const backslash = 0x5c;
const opening = [0x5b, 0x7b];
const closing = [0x5d, 0x7d];

/** Counts brackets outside of texts, byte by byte, so that no depth costs any stack. */
function isDeeper(body: Buffer, most: number): boolean {
  let depth = 0;
  let inText = false;
  for (let at = 0; at < body.length; at += 1) {
    const byte = body[at] ?? 0;
    if (byte === quote) inText = !inText;
    else if (inText) at += byte === backslash ? 1 : 0;
    else if (opening.includes(byte)) depth += 1;
    else if (closing.includes(byte)) depth -= 1;
    if (depth > most) return true;
  }
  return false;
}

/** Names the first field at fault, and what is wrong with it. */
export function invalid({ issues }: z.ZodError): WebhookReply {
  const [issue] = issues;
  const reason = issue?.message.endsWith('received undefined')
    ? 'is missing'
    : (issue?.message ?? '').replace('Invalid input: ', '');
  return refused(400, 'invalid', { field: pathText(issue?.path ?? []), reason });
}

/** `alerts[0].labels`; empty for the whole body. */
function pathText(path: readonly PropertyKey[]): string {
  const text = path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('');
  return cleaned(text.replace(/^\./, ''), 200);
}
