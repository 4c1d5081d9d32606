// GitHub: does it take the token, and are calls left? GET /rate_limit costs none. (GitHub REST API, "Rate limit")
import { z } from 'zod';
import { getAddress } from '../get-address.js';
import { jsonIn } from '../json-answer.js';
import { figure, good, notConfigured, Unwell, type Probe } from '../probe.js';
import { failureOfStatus } from './http.js';

export interface GithubParts {
  githubApiUrl: string;
  githubToken: string | undefined;
  /** Epoch milliseconds. */
  now: () => number;
}

const limits = z.object({
  resources: z.object({
    core: z.object({ limit: z.number(), remaining: z.number(), reset: z.number() }),
  }),
});

/** Fewer calls left than this share is a warning. */
const few = 0.1;

export function githubProbe({ githubApiUrl, githubToken, now }: GithubParts): Probe {
  return async ({ signal }) => {
    if (githubToken === undefined) throw notConfigured('the setting GITHUB_TOKEN is missing');
    const got = await getAddress(`${githubApiUrl.replace(/\/$/, '')}/rate_limit`, {
      headers: {
        authorization: `Bearer ${githubToken}`,
        accept: 'application/vnd.github+json',
        'x-github-api-version': '2022-11-28',
      },
      signal,
    });
    if (got.status === 401) throw new Unwell('auth', 'HTTP 401: GITHUB_TOKEN is refused');
    if (got.status !== 200)
      throw new Unwell(failureOfStatus(got.status), `HTTP ${got.status} of GitHub`);
    const core = limits.safeParse(jsonIn(got.text)).data?.resources.core;
    if (!core) throw new Unwell('unexpected_body', 'what it answers is not what GitHub answers');
    const { limit, remaining, reset } = core;
    const said = `takes the token, ${figure(remaining)} of ${figure(limit)} calls left`;
    if (remaining > limit * few) return good(said, remaining);
    const minutes = Math.max(0, Math.ceil((reset * 1000 - now()) / 60_000));
    return {
      status: remaining === 0 ? 'bad' : 'warning',
      said: `${said}, more in ${minutes} min`,
      failure: 'rate_limit',
      value: remaining,
    };
  };
}
