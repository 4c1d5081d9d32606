// The small simulators beside the systems, each asked by a real client: Redis, a name server, TLS, GitHub; and the door that
// all of them stand behind.
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterEach, describe, expect, it } from 'vitest';
import { startDns } from '../../../sandbox/dns/index.js';
import { openDoor } from '../../../sandbox/door.js';
import { startGithub } from '../../../sandbox/github/index.js';
import { startPortal } from '../../../sandbox/portal/index.js';
import { startRedis } from '../../../sandbox/redis/index.js';
import { handshake, pingRedis, resolved } from './support.js';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});
function closed<Part extends { close(): Promise<void> }>(part: Part): Part {
  closing.push(() => part.close());
  return part;
}

describe('Redis', () => {
  it.each([2, 3] as const)('speaks version %i of its protocol with a client', async (protocol) => {
    const { url } = closed(await startRedis({ password: 'right' }));
    const redis = new Redis(url, { protocol, connectionName: 'test' });
    closing.unshift(() => redis.disconnect());
    expect(await redis.ping()).toBe('PONG');
    expect(await redis.echo('Grüße')).toBe('Grüße');
    expect(await redis.client('ID')).toBe(1);
    await expect(redis.set('key', 'value')).rejects.toThrow("ERR unknown command 'set'");
    expect(await Promise.all([redis.ping(), redis.ping()])).toEqual(['PONG', 'PONG']);
  });

  it('takes the right password only', async () => {
    const { url } = closed(await startRedis({ password: 'right' }));
    expect(await pingRedis(url)).toBe('PONG');
    expect(await pingRedis(url.replace('right', 'wrong'))).toMatch(/WRONGPASS/);
    expect(await pingRedis(url.replace(':right@', ''))).toMatch(/NOAUTH/);
  });

  it('ends a connection that speaks something else', async () => {
    const { url } = closed(await startRedis({ password: 'right' }));
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    const said: string[] = [];
    socket.on('data', (chunk: Buffer) => said.push(chunk.toString()));
    socket.write('GET / HTTP/1.1\r\n\r\n');
    await once(socket, 'close');
    expect(said.join('')).toBe("-ERR Protocol error: expected '*', got 'G'\r\n");
  });
});

describe('the name server', () => {
  it('knows its hosts and no others, loses them, or says nothing', async () => {
    const dns = closed(await startDns({ 'api.ui.com': '192.0.2.7' }));
    expect(await resolved(dns.server, 'api.ui.com')).toBe('192.0.2.7');
    expect(await resolved(dns.server, 'API.UI.com')).toBe('192.0.2.7');
    expect(await resolved(dns.server, 'other.example')).toBe('ENOTFOUND');
    dns.setMode('nxdomain');
    expect(await resolved(dns.server, 'api.ui.com')).toBe('ENOTFOUND');
    dns.setMode('silent');
    expect(await resolved(dns.server, 'api.ui.com')).toBe('ETIMEOUT');
    dns.setMode('answers');
    expect(await resolved(dns.server, 'api.ui.com')).toBe('192.0.2.7');
  });
});

describe('the portal', () => {
  it('shows a certificate that only who has its authority trusts', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ppm-portal-'));
    closing.push(() => rm(folder, { recursive: true, force: true }));
    const portal = closed(await startPortal({ caPath: join(folder, 'ca.pem') }));
    expect((await handshake(portal.port, portal.caPath)).trust).toBe('trusted');
    expect((await handshake(portal.port)).trust).toBe('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
    await portal.present('expired');
    expect((await handshake(portal.port, portal.caPath)).trust).toBe('CERT_HAS_EXPIRED');
    await portal.present('valid');
    expect((await handshake(portal.port, portal.caPath)).trust).toBe('trusted');
  });
});

describe('GitHub', () => {
  const token = 'ghp_test';
  const headers = { authorization: `Bearer ${token}` };

  it('takes the token, and counts what it is asked', async () => {
    const { url } = closed(await startGithub({ token, login: 'bot' }));
    const user = await fetch(`${url}/user`, { headers });
    expect(await user.json()).toMatchObject({ login: 'bot' });
    expect(user.headers.get('x-ratelimit-remaining')).toBe('4999');
    expect(user.headers.get('x-oauth-scopes')).toBe('repo, workflow');
    const limits = await fetch(`${url}/rate_limit`, { headers });
    expect(await limits.json()).toMatchObject({
      resources: { core: { limit: 5_000, remaining: 4_999, used: 1 } },
    });
    expect((await fetch(`${url}/repos/a/b`, { headers })).status).toBe(404);
  });

  it('refuses whoever has none, or a wrong one', async () => {
    const { url } = closed(await startGithub({ token, login: 'bot' }));
    const without = await fetch(`${url}/user`);
    expect([without.status, await without.json()]).toMatchObject([
      401,
      { message: 'Requires authentication' },
    ]);
    const wrong = { authorization: 'Bearer ghp_else' };
    expect((await fetch(`${url}/rate_limit`, { headers: wrong })).status).toBe(401);
  });

  it('refuses when no calls are left, until the hour is over', async () => {
    let time = 1_000_000;
    const options = { token, login: 'bot', limit: 1, now: () => time };
    const { url } = closed(await startGithub(options));
    expect((await fetch(`${url}/user`, { headers })).status).toBe(200);
    const refused = await fetch(`${url}/user`, { headers });
    expect(refused.status).toBe(403);
    expect(refused.headers.get('x-ratelimit-remaining')).toBe('0');
    expect((await fetch(`${url}/rate_limit`, { headers })).status).toBe(200);
    time += 3_600_000;
    expect((await fetch(`${url}/user`, { headers })).status).toBe(200);
  });
});

describe('a door', () => {
  it('refuses and cuts while it is shut, and opens on the same port', async () => {
    const server = createServer((socket) => socket.on('error', () => socket.destroy()));
    const door = closed(await openDoor(server));
    const inside = connect(door.port, '127.0.0.1');
    await once(inside, 'connect');
    const cut = once(inside, 'close');
    // One after the other, whether or not anybody waits.
    void door.setOpen(false);
    void door.setOpen(true);
    await door.setOpen(false);
    await cut;
    expect(door.isOpen()).toBe(false);
    const refused = connect(door.port, '127.0.0.1');
    expect(await once(refused, 'error')).toMatchObject([{ code: 'ECONNREFUSED' }]);
    await door.setOpen(true);
    const again = connect(door.port, '127.0.0.1');
    await once(again, 'connect');
    again.destroy();
  });
});
