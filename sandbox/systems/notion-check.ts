// How the pretend Notion is to the systems that use it. It is read off the simulator's switches: a call of every system at
// every look would use up the rate that the bot shares with them.
import type { NotionSimulator } from '../notion/protocol.js';

export interface Checked {
  status: 'healthy' | 'unhealthy';
  /** Milliseconds. */
  latencyMs: number;
  /** Empty where it is healthy. */
  message: string;
}

const call = 'GET /users/me';
const timeoutMs = 10_000;
const fits = (match: string): boolean => new RegExp(match, 'i').test(call);
const isLeft = (fault: { count: number } | undefined): boolean => (fault?.count ?? 0) > 0;

/** @param usual latency where nothing is wrong, milliseconds */
export function checkNotion({ faults }: Pick<NotionSimulator, 'faults'>, usual: number): Checked {
  const { unauthorized, restricted, rateLimited, overloaded, serverError, slow, down } =
    faults.get();
  const bad = (message: string, latencyMs = usual): Checked => ({
    status: 'unhealthy',
    latencyMs,
    message,
  });
  if (down === true) return bad('Connection refused', 2);
  if (slow && fits(slow.match) && slow.millis >= timeoutMs)
    return bad(`ReadTimeout: no answer in ${timeoutMs / 1000} s`, timeoutMs);
  if (unauthorized === true) return bad('HTTP 401 Unauthorized: API token is invalid.');
  if (isLeft(rateLimited)) return bad('HTTP 429 rate_limited');
  if (isLeft(overloaded)) return bad('HTTP 529 service_overload');
  if (serverError && isLeft(serverError) && fits(serverError.match))
    return bad(`HTTP ${serverError.status}`);
  if (restricted && fits(restricted.match)) return bad('HTTP 403 restricted_resource');
  const extra = slow && fits(slow.match) ? slow.millis : 0;
  return { status: 'healthy', latencyMs: usual + extra, message: '' };
}

export const isRateLimited = ({ faults }: Pick<NotionSimulator, 'faults'>): boolean =>
  isLeft(faults.get().rateLimited);
