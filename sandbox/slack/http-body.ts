// Reads request bodies (forms, JSON, multipart uploads) and writes answers.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isRecord, parseJson, type Json } from './json.js';

export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

export type Parsed = { ok: true; args: Json; kind: 'form' | 'json' } | { ok: false; error: string };

/** The arguments of a Web API call, by content type; Slack's own names for what can't be read. */
export function parseArguments(contentType: string, body: Buffer): Parsed {
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  if (body.length === 0) return { ok: true, args: {}, kind: 'form' };
  if (type === 'application/json') {
    const args = parseJson(body.toString('utf8'));
    if (args === undefined) return { ok: false, error: 'invalid_json' };
    return isRecord(args)
      ? { ok: true, args, kind: 'json' }
      : { ok: false, error: 'json_not_object' };
  }
  if (type === 'application/x-www-form-urlencoded') {
    const args = Object.fromEntries(new URLSearchParams(body.toString('utf8')));
    return { ok: true, args, kind: 'form' };
  }
  return { ok: false, error: type === '' ? 'missing_post_type' : 'invalid_post_type' };
}

/** The bytes of an uploaded file, sent bare or as the first part of a multipart form. */
export async function uploadedBytes(contentType: string, body: Buffer): Promise<Buffer> {
  if (!contentType.startsWith('multipart/form-data')) return body;
  const form = await new Response(new Uint8Array(body), {
    headers: { 'content-type': contentType },
  }).formData();
  const [part] = [...form.values()];
  if (part === undefined) return Buffer.alloc(0);
  return typeof part === 'string' ? Buffer.from(part) : Buffer.from(await part.arrayBuffer());
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(JSON.stringify(body));
}

export function sendText(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' });
  response.end(body);
}
