// How a sender of alerts proves that it knows the secret. Nothing here takes longer for a guess that is nearly right.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** Whether both are the same text; as hashes, since the comparison needs equal lengths. */
export function isSame(given: string, expected: string): boolean {
  return timingSafeEqual(hashOf(given), hashOf(expected));
}

function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** `Authorization: Bearer <secret>`. */
export function hasBearer(headers: IncomingHttpHeaders, secret: string): boolean {
  const given = credentialsOf(headers, 'bearer');
  return given !== null && isSame(given, secret);
}

/** `Authorization: Basic`, with any name and the secret as the password. */
export function hasPassword(headers: IncomingHttpHeaders, secret: string): boolean {
  const given = credentialsOf(headers, 'basic');
  if (given === null) return false;
  const [, ...password] = Buffer.from(given, 'base64').toString('utf8').split(':');
  return isSame(password.join(':'), secret);
}

function credentialsOf({ authorization = '' }: IncomingHttpHeaders, scheme: string): string | null {
  const space = authorization.indexOf(' ');
  if (space < 0 || authorization.slice(0, space).toLowerCase() !== scheme) return null;
  return authorization.slice(space + 1).trim();
}

/** HMAC-SHA256 of the parts one after the other, in lower-case hex. */
export function signatureOf(secret: string, ...parts: readonly (string | Buffer)[]): string {
  const hmac = createHmac('sha256', secret);
  for (const part of parts) hmac.update(part);
  return hmac.digest('hex');
}

/** A header that can be there once; undefined where it is not. */
export function headerIn(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : undefined;
}
