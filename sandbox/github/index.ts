// GitHub's REST API, as far as somebody asks whether a token is taken and how many calls are left. (docs.github.com, "Rate
// limits for the REST API", "Get the authenticated user")
import { createServer, type IncomingMessage } from 'node:http';
import { openDoor } from '../door.js';

const windowMs = 3_600_000;

export interface GithubSimulator {
  /** `http://127.0.0.1:…`, for GITHUB_API_URL. */
  url: string;
  isRefusing(): boolean;
  /** Whether it refuses the token, as one that was revoked. */
  refuse(isRefusing: boolean): void;
  close(): Promise<void>;
}

export interface GithubOptions {
  token: string;
  /** Whose token it is. */
  login: string;
  /** Calls in an hour; default 5,000. */
  limit?: number;
  /** Epoch milliseconds. */
  now?: () => number;
}

interface Answer {
  status: number;
  body: object;
}

export async function startGithub(options: GithubOptions): Promise<GithubSimulator> {
  const { token, login, limit = 5_000, now = Date.now } = options;
  let isRefusing = false;
  let used = 0;
  let resetAt = now() + windowMs;

  const rate = (): { limit: number; remaining: number; reset: number; used: number } => ({
    limit,
    remaining: Math.max(0, limit - used),
    reset: Math.floor(resetAt / 1000),
    used: Math.min(used, limit),
  });

  function answerTo(request: IncomingMessage): Answer {
    if (now() >= resetAt) {
      used = 0;
      resetAt = now() + windowMs;
    }
    if ((request.headers['user-agent'] ?? '') === '')
      return refused(403, 'Request forbidden by administrative rules.');
    const given = /^(?:Bearer|token) (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (given === undefined) return refused(401, 'Requires authentication');
    if (isRefusing || given !== token) return refused(401, 'Bad credentials');
    const route = `${request.method} ${new URL(request.url ?? '/', 'http://github').pathname}`;
    // Asking for the limit does not count against it.
    if (route === 'GET /rate_limit')
      return { status: 200, body: { resources: { core: rate() }, rate: rate() } };
    if (used >= limit) return refused(403, `API rate limit exceeded for user ID 1.`);
    used += 1;
    if (route === 'GET /user') return { status: 200, body: { login, id: 1, type: 'User' } };
    return refused(404, 'Not Found');
  }

  const server = createServer((request, response) => {
    request.resume();
    const { status, body } = answerTo(request);
    const { remaining, reset } = rate();
    response.writeHead(status, {
      'content-type': 'application/json; charset=utf-8',
      'x-ratelimit-limit': String(limit),
      'x-ratelimit-remaining': String(remaining),
      'x-ratelimit-reset': String(reset),
      'x-ratelimit-resource': 'core',
      ...(status < 400 ? { 'x-oauth-scopes': 'repo, workflow' } : {}),
    });
    response.end(JSON.stringify(body));
  });
  const door = await openDoor(server);
  return {
    url: `http://127.0.0.1:${door.port}`,
    isRefusing: () => isRefusing,
    refuse(given) {
      isRefusing = given;
    },
    close: () => door.close(),
  };
}

function refused(status: number, message: string): Answer {
  return { status, body: { message, documentation_url: 'https://docs.github.com/rest', status } };
}
