// The HTTP side: bodies in, answers and GitHub's headers out, and the connections that are cut on purpose.
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { answerTo, type Answering, type Asked } from './answers.js';
import { ApiError, type Answer } from './api/call.js';

export function createGithubServer(answering: Answering): Server {
  const { faults } = answering.parts.repository;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', headers } = request;
    const asked: Asked = {
      method,
      url: new URL(request.url ?? '/', 'http://github'),
      headers,
      text: await text(request),
    };
    const called = `${method} ${asked.url.pathname}`;
    const slowness = faults.slowness(called);
    if (slowness > 0) await wait(slowness, undefined, { ref: false });
    if (faults.take('cut', called)) return void request.socket.destroy();
    const broken = faults.takeServerError(called, 'before');
    const answer = broken === undefined ? answerOrRefusal(answering, asked) : failure(broken);
    if (answer.status < 400 && faults.take('lostReply', called))
      return void request.socket.destroy();
    const brokenAfter = answer.status < 400 ? faults.takeServerError(called, 'after') : undefined;
    send(response, brokenAfter === undefined ? answer : failure(brokenAfter));
  }

  function send(response: ServerResponse, { status, body, headers = {} }: Answer): void {
    const isPlain = typeof body === 'string';
    const scopes = answering.scopes().join(', ');
    const isClassic = !faults.isOn('readOnly') && status !== 401;
    response.writeHead(status, {
      ...(body === undefined
        ? {}
        : { 'content-type': `${isPlain ? 'text/plain' : 'application/json'}; charset=utf-8` }),
      'x-github-request-id': randomUUID().toUpperCase(),
      'x-github-media-type': 'github.v3; format=json',
      ...answering.gate.headers(),
      ...(isClassic ? { 'x-oauth-scopes': scopes } : {}),
      ...headers,
    });
    response.end(isPlain || body === undefined ? body : JSON.stringify(body));
  }

  return createServer((request, response) => {
    serve(request, response).catch(() => request.socket.destroy());
  });
}

function answerOrRefusal(answering: Answering, asked: Asked): Answer {
  try {
    return answerTo(answering, asked);
  } catch (error) {
    if (!(error instanceof ApiError)) return failure(500);
    const { status, message, headers, errors } = error;
    const body = {
      message,
      ...(errors ? { errors } : {}),
      documentation_url: 'https://docs.github.com/rest',
      status: String(status),
    };
    return { status, body, headers };
  }
}

function failure(status: number): Answer {
  return { status, body: { message: 'Server Error' } };
}
