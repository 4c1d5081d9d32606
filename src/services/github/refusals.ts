// What GitHub's refusals mean for a person, and which of them only mean "later". (docs.github.com/rest: "Troubleshooting the
// REST API", "Rate limits for the REST API")
import { Problem } from '../../core/problem.js';
import type { Answer } from '../rest/exchange.js';
import type { Limit, Refusal } from '../rest/rest.js';

/** The `cause` of a Problem: what GitHub said, for those who know more about what they asked. */
export class Refused {
  readonly status: number;
  /** GitHub's own words. */
  readonly words: string;

  constructor({ status, message }: Refusal) {
    this.status = status;
    this.words = message;
  }
}

/** What GitHub said, where the error is a refusal of it. */
export function refusedOf(error: unknown): Refused | null {
  return error instanceof Problem && error.cause instanceof Refused ? error.cause : null;
}

/** The answer of `ask`; a refusal is what `explain` says of it, where it says something. */
export async function explained<T>(
  ask: () => Promise<T>,
  explain: (refused: Refused) => Problem | null | Promise<Problem | null>,
): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const refused = refusedOf(error);
    throw (refused && (await explain(refused))) ?? error;
  }
}

export function refusal(said: Refusal, { headers }: Answer): Problem {
  const { status, message, path } = said;
  const cause = new Refused(said);
  const repository = /^\/repos\/([^/]+\/[^/]+)/.exec(path)?.[1] ?? 'it';
  if (status === 401)
    return new Problem(
      'outside_refused',
      'GitHub does not take the token in GITHUB_TOKEN.',
      'It may have expired or been revoked: look with `env`, make a new one with `rotate`.',
      { cause },
    );
  if (status === 403)
    return new Problem(
      'outside_refused',
      `GitHub does not allow it: ${message}`,
      rightHint(headers, repository),
      { cause },
    );
  if (status === 404)
    return new Problem(
      'not_found',
      `GitHub does not show it to this token: ${repository}, or what was asked for in it.`,
      'Look at the name; GitHub also says so where GITHUB_TOKEN has no right to see the repository.',
      { cause },
    );
  if (status >= 300 && status < 400)
    return new Problem(
      'outside_refused',
      `${repository} has another name on GitHub now.`,
      'Write its new name in ppm.config.yaml.',
      { cause },
    );
  return new Problem(
    'outside_refused',
    `GitHub refused it: ${message}`,
    'Correct what it says, then ask again.',
    { cause },
  );
}

function rightHint(headers: Answer['headers'], repository: string): string {
  if (headers['x-github-sso'] !== undefined)
    return "Authorise GITHUB_TOKEN for the organisation's single sign-on: on GitHub under Settings, Tokens, Configure SSO.";
  const scopes = headerOf(headers, 'x-accepted-oauth-scopes');
  const permissions = headerOf(headers, 'x-accepted-github-permissions');
  const needed = [
    ...(scopes === '' ? [] : [`one of the scopes ${scopes} (classic token)`]),
    ...(permissions === '' ? [] : [`the permissions ${permissions} (fine-grained token)`]),
  ];
  return needed.length === 0
    ? `Give GITHUB_TOKEN the right to do it in ${repository}.`
    : `Give GITHUB_TOKEN ${needed.join(', or ')} for ${repository}.`;
}

const defaultWaitMs = 60_000;

/**
 * A rate limit: the hourly one, or a secondary one. 403 or 429; it says when to come again, or means a minute.
 * @param now epoch milliseconds
 */
export function limit({ status, headers, text }: Answer, now: number): Limit | null {
  if (status !== 403 && status !== 429) return null;
  const after = headerOf(headers, 'retry-after');
  const isUsedUp = headerOf(headers, 'x-ratelimit-remaining') === '0';
  if (after !== '' && Number.isFinite(Number(after)))
    return limitFor(Math.max(0, Number(after) * 1_000), now, isUsedUp);
  const reset = Number(headerOf(headers, 'x-ratelimit-reset')) * 1_000;
  // Seconds of another clock: a second more than it says.
  if (isUsedUp && reset > 0) return limitFor(Math.max(1_000, reset + 1_000 - now), now, true);
  return status === 429 || /\brate limit\b/i.test(text)
    ? limitFor(defaultWaitMs, now, false)
    : null;
}

function limitFor(retryAfterMs: number, now: number, isHourly: boolean): Limit {
  const over = `${new Date(now + retryAfterMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return {
    retryAfterMs,
    problem: new Problem(
      'outside_unavailable',
      isHourly
        ? `GITHUB_TOKEN has used up its calls to GitHub until ${over}.`
        : `GitHub was asked too much at once, and wants to be left alone until ${over}.`,
      'Nothing was done. Ask again then; others may use the same token.',
    ),
  };
}

function headerOf(headers: Answer['headers'], name: string): string {
  const value = headers[name];
  return (Array.isArray(value) ? value.join(', ') : (value ?? '')).trim();
}
