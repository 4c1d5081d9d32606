// What a component may do to a probe: a finding, in time, and nothing is left open.
import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { askOne, serve, serveAnswer, serveHttp, stageWith } from './stage.js';

const quick = { timeoutSeconds: 0.3 };
const here = (port: number): string => `http://127.0.0.1:${port}/`;

it.each([
  ['nothing', () => serveHttp(() => {})],
  ['no byte after the connection', () => serve(createServer((socket) => socket.resume()))],
  [
    'one byte after the other',
    () =>
      serveHttp((_request, response) => {
        response.writeHead(200);
        const timer = setInterval(() => response.write('.'), 10);
        response.once('close', () => clearInterval(timer));
      }),
  ],
  [
    'headers without end',
    () =>
      serve(
        createServer((socket) => {
          socket.write('HTTP/1.1 200 OK\r\n');
          const timer = setInterval(() => socket.write('X: y\r\n'), 10);
          socket.once('close', () => clearInterval(timer));
        }),
      ),
  ],
])('answers %s: a timeout at the deadline, and the connection is closed', async (_what, open) => {
  await using server = await open();
  const started = performance.now();
  const found = await askOne({ kind: 'http', url: here(server.port), ...quick });
  expect(performance.now() - started).toBeLessThan(1_000);
  expect(found).toMatchObject({
    status: 'bad',
    failure: 'timeout',
    said: 'no answer within 0.3 s',
  });
  expect(found.millis).toBeGreaterThanOrEqual(290);
  await expect.poll(server.open).toBe(0);
});

it('answers 1 GB: reads 1 MiB and hangs up', async () => {
  let sent = 0;
  await using server = await serveHttp((_request, response) => {
    response.writeHead(200, { 'content-length': String(2 ** 30) });
    const chunk = Buffer.alloc(64 * 1024, 'x');
    const more = (): void => {
      if (response.destroyed) return;
      sent += chunk.length;
      if (response.write(chunk)) setImmediate(more);
      else response.once('drain', more);
    };
    more();
  });
  const found = await askOne({ kind: 'http', url: here(server.port) });
  expect(found).toMatchObject({ status: 'bad', failure: 'too_large' });
  await expect.poll(server.open).toBe(0);
  expect(sent).toBeLessThan(50 * 2 ** 20);
});

it.each([
  ['to itself', '/', 'it redirects more than 5 times'],
  ['to a file', 'file:///etc/passwd', 'it redirects to what is no address'],
])('redirects %s', async (_what, location, said) => {
  let asked = 0;
  await using server = await serveHttp((_request, response) => {
    asked += 1;
    response.writeHead(302, { location }).end();
  });
  const found = await askOne({ kind: 'http', url: here(server.port) });
  expect(found).toMatchObject({ status: 'bad', failure: 'redirects', said });
  expect(asked).toBeLessThanOrEqual(6);
});

it('speaks no HTTP, closes at once, or is not there', async () => {
  await using chatter = await serve(createServer((socket) => socket.end('220 mail ready\r\n')));
  await using closing = await serve(createServer((socket) => socket.destroy()));
  const gone = await serveAnswer(200, '');
  await gone[Symbol.asyncDispose]();
  const failures = await Promise.all(
    [chatter.port, closing.port, gone.port].map(
      async (port) => (await askOne({ kind: 'http', url: here(port) })).failure,
    ),
  );
  expect(failures).toEqual(['unexpected_body', 'unreachable', 'refused']);
});

it('has a name that nobody knows', async () => {
  const found = await askOne({ kind: 'http', url: 'http://nobody.invalid/' });
  expect(found).toMatchObject({ status: 'bad', failure: 'dns' });
});

it('listens on IPv6 only', async () => {
  await using server = await serveHttp((_request, response) => response.end(), '::1');
  expect(await askOne({ kind: 'http', url: `http://[::1]:${server.port}/` })).toMatchObject({
    status: 'good',
  });
});

it('one that never answers holds nobody up, and a cancelled check ends at once', async () => {
  await using mute = await serveHttp(() => {});
  await using well = await serveAnswer(200, {});
  const { health } = stageWith({
    platform: {
      mute: { kind: 'http', url: here(mute.port), ...quick },
      well: { kind: 'http', url: here(well.port) },
    },
  });
  const signal = new AbortController().signal;
  const found = await health.check({ onDemand: false, signal });
  expect(found.map(({ status }) => status)).toEqual(['bad', 'good']);

  const cancelled = new AbortController();
  const check = health.check({ onDemand: false, signal: cancelled.signal });
  cancelled.abort(new Error('stopped'));
  await expect(check).rejects.toThrow('stopped');
  await expect.poll(mute.open).toBe(0);
});
