// Certificates that are broken in each way, for an address and for the probe that looks at one.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { askOne, certificateFor, serve, serveSecurely, type Pems } from './stage.js';

const quick = { timeoutSeconds: 0.3 };

let trusted: Pems;
let expired: Pems;
let foreign: Pems;
let soon: Pems;

beforeAll(async () => {
  [trusted, expired, foreign, soon] = await Promise.all([
    certificateFor('localhost', { from: -1, until: 100 }),
    certificateFor('localhost', { from: -100, until: -3 }),
    certificateFor('elsewhere.example', { from: -1, until: 100 }),
    certificateFor('localhost', { from: -1, until: 10 }),
  ]);
});

async function authority(pem: string): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'ppm-health-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const path = join(directory, 'ca.pem');
  await writeFile(path, pem);
  return path;
}

it.each([
  ['self-signed', () => trusted, /not trusted \(self-signed\)/],
  ['expired', () => expired, /certificate/],
])('over TLS, a certificate that is %s is a finding', async (_what, pems, said) => {
  await using server = await serveSecurely(pems());
  const found = await askOne({ kind: 'http', url: `https://localhost:${server.port}/` });
  expect(found).toMatchObject({ status: 'bad', failure: 'certificate' });
  expect(found.said).toMatch(said);
});

it.each([
  ['is trusted by name', () => trusted, 'good', null, /^HTTP 200$/],
  ['has expired', () => expired, 'bad', 'certificate', /its certificate has expired/],
  ['is for another name', () => foreign, 'bad', 'certificate', /for another name/],
])(
  'over TLS with an authority, a certificate that %s',
  async (_what, pems, status, failure, said) => {
    await using server = await serveSecurely(pems());
    const caCertificate = await authority(pems().cert);
    const url = `https://localhost:${server.port}/`;
    const found = await askOne({ kind: 'http', url, caCertificate });
    expect(found).toMatchObject({ status, failure });
    expect(found.said).toMatch(said);
  },
);

it.each([
  ['good', () => trusted, 'good', null, /^good for (99\.\d|100) days more/],
  ['close to its end', () => soon, 'warning', 'expiring', /^good for (9\.\d|10) days more/],
  ['expired', () => expired, 'bad', 'certificate', /^expired on \d{4}-/],
  ['another name', () => foreign, 'bad', 'certificate', /^for another name than localhost$/],
])('the probe of a certificate: %s', async (_what, pems, status, failure, said) => {
  await using server = await serveSecurely(pems());
  const caCertificate = await authority(pems().cert);
  const found = await askOne({
    kind: 'certificate',
    host: 'localhost',
    port: server.port,
    caCertificate,
  });
  expect(found).toMatchObject({ status, failure });
  expect(found.said).toMatch(said);
  await expect.poll(server.open).toBe(0);
});

it('the probe of a certificate: not trusted, close to its end in red, no TLS, never answers', async () => {
  await using secure = await serveSecurely(soon);
  const one = { kind: 'certificate', host: 'localhost', port: secure.port } as const;
  expect(await askOne(one)).toMatchObject({
    status: 'bad',
    failure: 'certificate',
    said: 'not trusted (self-signed)',
  });
  const caCertificate = await authority(soon.cert);
  expect(await askOne({ ...one, caCertificate, minDays: 11 })).toMatchObject({
    status: 'bad',
    failure: 'expiring',
  });
  await using plain = await serve(createServer((socket) => socket.end('hello\n')));
  expect(await askOne({ ...one, port: plain.port })).toMatchObject({
    status: 'bad',
    failure: 'certificate',
  });
  await using mute = await serve(createServer((socket) => socket.resume()));
  expect(await askOne({ ...one, port: mute.port, ...quick })).toMatchObject({
    failure: 'timeout',
  });
  await expect.poll(mute.open).toBe(0);
});

it('a file of an authority that is missing, or is none, is told', async () => {
  const path = await authority('no certificate');
  const failures = await Promise.all(
    ['/nowhere/ca.pem', path].map((caCertificate) =>
      askOne({ kind: 'http', url: 'https://localhost:1/', caCertificate }),
    ),
  );
  expect(failures.map(({ failure }) => failure)).toEqual(['not_configured', 'not_configured']);
});
