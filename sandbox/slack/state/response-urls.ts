// response_url: lets the bot answer one interaction 5 times within 30 minutes, without a token.
import { randomBytes } from 'node:crypto';
import type { Clock } from './clock.js';

const livesMs = 30 * 60 * 1000;
const uses = 5;

export interface ResponseTarget {
  user: string;
  channel: string;
  /** The message whose element was used; absent for a slash command. */
  source?: { ts: string; threadTs?: string };
}

export type Use =
  { ok: true; target: ResponseTarget } | { ok: false; error: 'expired_url' | 'used_url' };

export interface ResponseUrls {
  /** @returns the secret last part of the URL */
  issue(target: ResponseTarget): string;
  use(secret: string): Use;
}

export function createResponseUrls(clock: Clock): ResponseUrls {
  const issued = new Map<string, { target: ResponseTarget; at: number; used: number }>();
  return {
    issue(target) {
      const secret = randomBytes(18).toString('base64url');
      issued.set(secret, { target, at: clock.now(), used: 0 });
      return secret;
    },
    use(secret) {
      const url = issued.get(secret);
      if (url === undefined || clock.now() - url.at > livesMs)
        return { ok: false, error: 'expired_url' };
      if (url.used >= uses) return { ok: false, error: 'used_url' };
      url.used += 1;
      return { ok: true, target: url.target };
    },
  };
}
