// /api/<method>: the way of every Web API call: faults, token, scope, rate limit, arguments, the method, the log.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArguments, readBody, sendJson, sendText } from '../http-body.js';
import { text, type Json } from '../json.js';
import { createRateLimiter } from '../rate.js';
import type { Workspace } from '../state/workspace.js';
import { chatMethods } from './chat.js';
import { conversationMethods } from './conversations.js';
import { fileMethods } from './files.js';
import { historyMethods } from './history.js';
import { markMethods } from './marks.js';
import { ApiError, requireScope, type Method } from './method.js';
import { peopleMethods } from './people.js';
import { viewMethods } from './views.js';

const methods = [
  ...chatMethods,
  ...conversationMethods,
  ...historyMethods,
  ...peopleMethods,
  ...viewMethods,
  ...markMethods,
  ...fileMethods,
];

export type ApiHandler = (
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
) => Promise<void>;

/** @param extra methods that live elsewhere: apps.connections.open */
export function createApi(ws: Workspace, extra: readonly Method[]): ApiHandler {
  const byName = new Map([...methods, ...extra].map((method) => [method.name, method]));
  const limiter = createRateLimiter(ws.settings.rate, ws.clock.now);

  function authorise(method: Method, token: string | undefined): void {
    const { appToken, botToken } = ws.settings.seed;
    if (token === undefined || token === '') throw new ApiError('not_authed');
    if (token !== appToken && token !== botToken) throw new ApiError('invalid_auth');
    if (token !== (method.token === 'app' ? appToken : botToken))
      throw new ApiError('not_allowed_token_type');
    requireScope(ws, ...method.scopes);
  }

  return async (name, request, response) => {
    const started = performance.now();
    const body = await readBody(request);
    const parsed = parseArguments(request.headers['content-type'] ?? '', body);
    const query = Object.fromEntries(new URL(request.url ?? '', ws.url).searchParams);
    const args = parsed.ok ? { ...query, ...parsed.args } : query;

    const log = (status: 'ok' | 'error' | 'lost', answer: unknown, error?: string) =>
      ws.traffic.add({
        direction: 'out',
        name,
        status,
        ...(error === undefined ? {} : { error }),
        millis: Math.round(performance.now() - started),
        request: args,
        response: answer,
      });

    const { latencyMs } = ws.faults.get();
    if (latencyMs > 0) await sleep(latencyMs);
    // Slack may have gone down meanwhile.
    if (ws.faults.get().down) {
      log('lost', null, 'down');
      request.socket.destroy();
      return;
    }
    const refusal = ws.faults.get().rateLimited;
    if (refusal !== null && ws.faults.hits('rateLimited', name)) {
      rateLimited(response, refusal.retryAfterSeconds);
      log('error', null, 'ratelimited');
      return;
    }
    if (ws.faults.hits('serverError', name)) {
      sendText(response, 500, 'Internal Server Error');
      log('error', null, 'http_500');
      return;
    }

    let answer: Json & { ok: boolean; error?: string };
    try {
      const method = byName.get(name);
      if (method === undefined) throw new ApiError('unknown_method', { req_method: name });
      if (!parsed.ok) throw new ApiError(parsed.error);
      const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
      // A JSON call must bring its token in the header.
      const inBody = parsed.kind === 'form' ? text(parsed.args.token) : undefined;
      authorise(method, bearer ?? inBody);
      const wait = limiter.take(name, text(args.channel) ?? '');
      if (wait > 0) {
        rateLimited(response, wait);
        log('error', null, 'ratelimited');
        return;
      }
      answer = { ok: true, ...method.call(ws, args) };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      answer = { ok: false, error: error.message, ...error.extra };
    }

    if (ws.faults.hits('lostReply', name)) {
      log('lost', answer);
      request.socket.destroy();
      return;
    }
    sendJson(response, 200, answer, {
      'x-oauth-scopes': ws.settings.scopes.join(','),
      'x-accepted-oauth-scopes': byName.get(name)?.scopes.join(',') ?? '',
    });
    log(answer.ok ? 'ok' : 'error', answer, answer.error);
  };
}

function rateLimited(response: ServerResponse, seconds: number): void {
  sendJson(
    response,
    429,
    { ok: false, error: 'ratelimited' },
    { 'retry-after': String(Math.ceil(seconds)) },
  );
}
