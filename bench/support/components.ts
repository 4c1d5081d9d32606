// An address that answers a probe, and one (`/mute`) that never does, in a process of its own: what it costs is not the bot's.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const healthy = JSON.stringify({
  status: 'healthy',
  checks: { notion: { status: 'healthy' }, database: { status: 'healthy' } },
});

export async function startComponents(): Promise<{ url: string; stop(): void }> {
  const child = fork(fileURLToPath(import.meta.url), [], { execArgv: process.execArgv });
  const [port]: unknown[] = await once(child, 'message');
  return { url: `http://127.0.0.1:${z.number().parse(port)}`, stop: () => void child.kill() };
}

if (process.send && process.argv[1] === fileURLToPath(import.meta.url)) {
  const server = createServer((request, response) => {
    if (request.url !== '/mute') response.end(healthy);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  process.send(address !== null && typeof address === 'object' ? address.port : 0);
}
