// HTTP calls that the configuration names: the status is the result, and a lost answer is never taken for one.
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createPlainServer, type Server as PlainServer } from 'node:net';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CallSpec } from '../../../src/services/commands/commands.js';
import { forRun, openCommands, problemOf, token, type Bench } from './bench.js';

let bench: Bench;
const servers: (Server | PlainServer)[] = [];
beforeEach(() => {
  bench = openCommands();
});
afterEach(async () => {
  await bench.close();
  for (const server of servers.splice(0)) {
    server.close();
    if ('closeAllConnections' in server) server.closeAllConnections();
  }
});

async function addressOf(server: Server | PlainServer): Promise<string> {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `http://127.0.0.1:${address.port}`;
}

const serve = (listener: RequestListener): Promise<string> => addressOf(createServer(listener));

function call(url: string, more: Partial<CallSpec> = {}, signal?: AbortSignal) {
  return bench.commands.call({ method: 'POST', url, timeoutMs: 5_000, ...more }, forRun(signal));
}

const linesAfter = async (): Promise<string[]> => (await bench.output()).lines;

describe('a result', () => {
  test('is the status, whatever it is, with what the service says in short', async () => {
    const seen: string[] = [];
    const url = await serve((request, response) => {
      seen.push(`${request.method} ${request.url} ${request.headers['content-length']}`);
      response.writeHead(500, { 'content-type': 'application/json; charset=utf-8' });
      response.end('{"ok":false,"message":"page gone","page":{"id":7}}');
    });
    const ended = await call(`${url}/tasks/7/sync?api_key=12345`);
    expect(ended).toEqual({ code: 500, lastLine: 'page gone' });
    expect(seen).toEqual(['POST /tasks/7/sync?api_key=12345 0']);
    expect(await linesAfter()).toEqual([
      `POST ${url}/tasks/7/sync`,
      'Answered 500',
      '{',
      '  "ok": false,',
      '  "message": "page gone",',
      '  "page": {',
      '    "id": 7',
      '  }',
      '}',
    ]);
  });

  test('needs no body, no JSON and no text', async () => {
    const bodies: [string, string | Buffer][] = [
      ['', ''],
      ['text/plain', 'queued\nas 12'],
      ['application/octet-stream', Buffer.from([0, 1, 2])],
      ['application/json', '{"cut'],
    ];
    let place = 0;
    const url = await serve((_request, response) => {
      const [type, body] = bodies[place++] ?? ['', ''];
      response.writeHead(202, type === '' ? {} : { 'content-type': type });
      response.end(body);
    });
    const ended = [];
    for (const _ of bodies) ended.push(await call(url));
    expect(ended.map(({ code }) => code)).toEqual([202, 202, 202, 202]);
    expect(ended.map(({ lastLine }) => lastLine)).toEqual([
      'Answered 202',
      'as 12',
      'Answered 202 with application/octet-stream',
      '{"cut',
    ]);
  });

  test('is read up to 64 KiB, masked, and never more', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/plain' });
      response.write(`${token}\n${'many words '.repeat(3_000)}\n`);
      // It would go on for ever.
      const go = (): void => {
        while (!response.destroyed && response.write('more words\n'.repeat(1_000)));
      };
      response.on('drain', go);
      go();
    });
    expect((await call(url)).code).toBe(200);
    const text = (await linesAfter()).join('\n');
    expect(text.length).toBeLessThanOrEqual(20_000);
    expect(text).toContain('(there is more)');
    expect(text).not.toContain(token);
  });
});

describe('a redirect', () => {
  async function redirecting(status: number, to: (url: string) => string): Promise<string[]> {
    const seen: string[] = [];
    const url: string = await serve((request, response) => {
      seen.push(`${request.method} ${request.url}`);
      if (request.url !== '/') return response.writeHead(200).end('here');
      return response.writeHead(status, { location: to(url) }).end();
    });
    const { code } = await call(`${url}/`);
    return [...seen, String(code)];
  }

  test('is followed on the same host, where the call stays the same', async () => {
    expect(await redirecting(307, () => '/run')).toEqual(['POST /', 'POST /run', '200']);
    expect(await redirecting(303, (url) => `${url}/state`)).toEqual([
      'POST /',
      'GET /state',
      '200',
    ]);
  });

  test('is the result where it leads elsewhere, or would make a GET of a POST', async () => {
    let asked = 0;
    const elsewhere = await serve((_request, response) => {
      asked += 1;
      response.end();
    });
    expect(await redirecting(307, () => `${elsewhere}/run`)).toEqual(['POST /', '307']);
    expect(await redirecting(302, () => '/run')).toEqual(['POST /', '302']);
    expect(await redirecting(308, () => 'file:///etc/passwd')).toEqual(['POST /', '308']);
    expect(asked).toBe(0);
    expect((await linesAfter()).join('\n')).toContain(`it points to ${elsewhere}/run`);
  });

  test('in a circle ends', async () => {
    let asked = 0;
    const url = await serve((_request, response) => {
      asked += 1;
      response.writeHead(307, { location: '/' }).end();
    });
    expect((await call(url)).code).toBe(307);
    expect(asked).toBe(6);
  });
});

describe('no answer', () => {
  test('because nobody listens: nothing was sent', async () => {
    const gone = createPlainServer();
    const url = await addressOf(gone);
    await new Promise((resolve) => gone.close(resolve));
    const problem = await problemOf(call(`${url}/sync?key=geheim123`));
    expect(problem).toMatchObject({ code: 'outside_unavailable' });
    expect(problem.message).toContain('ECONNREFUSED');
    expect(problem.message).not.toContain('geheim');
    expect((await problemOf(call('http://no-such-host.invalid/'))).code).toBe(
      'outside_unavailable',
    );
    expect((await problemOf(call('ftp://x/'))).code).toBe('not_possible');
  });

  test('because TLS fails: nothing was sent', async () => {
    const url = await serve((_request, response) => void response.end());
    const problem = await problemOf(call(url.replace('http:', 'https:')));
    expect(problem).toMatchObject({ code: 'outside_unavailable' });
  });

  test('because it was lost: nobody knows', async () => {
    const hangsUp = await addressOf(
      createPlainServer((socket) => socket.once('data', () => socket.destroy())),
    );
    expect(await problemOf(call(hangsUp))).toMatchObject({ code: 'outcome_unknown' });
    const half = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('half');
      setImmediate(() => response.destroy());
    });
    expect(await problemOf(call(half))).toMatchObject({ code: 'outcome_unknown' });
  });

  test('in time: nobody knows; and cancelled, it is cancelled', async () => {
    let asked = (): void => {};
    const arrived = new Promise<void>((resolve) => (asked = resolve));
    const silent = await serve(() => asked());
    const late = await problemOf(call(silent, { timeoutMs: 200 }));
    expect(late).toMatchObject({ code: 'outcome_unknown' });
    expect(late.message).toContain('had not ended after 0.2 s');
    const cancel = new AbortController();
    const work = problemOf(call(silent, {}, cancel.signal));
    await arrived;
    cancel.abort();
    expect(await work).toMatchObject({ code: 'cancelled' });
  });
});
