// A real redis-server for a test: on a free port, with a password, without a file on disk; it can be killed and started again.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../../sandbox/until.js';
import { freePort } from '../../sandbox/free-port.js';

export interface RedisServer {
  url: string;
  password: string;
  /** As a crash would. */
  kill(): Promise<void>;
  /** On the same port again. */
  start(): Promise<void>;
  /** Takes connections and answers nothing, until `go`. */
  freeze(): void;
  go(): void;
  stop(): Promise<void>;
}

export async function startRedis(program: string): Promise<RedisServer> {
  const port = await freePort();
  const password = 'pa55-of-redis';
  const directory = mkdtempSync(join(tmpdir(), 'ppm-redis-'));
  let child: ChildProcess | null = null;

  async function start(): Promise<void> {
    const options = { port, requirepass: password, bind: '127.0.0.1', save: '', dir: directory };
    const argv = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
    child = spawn(program, argv, { stdio: 'ignore' });
    await until('redis-server listens', () => isListening(port));
  }
  async function kill(): Promise<void> {
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }
  await start();
  return {
    url: `redis://:${password}@127.0.0.1:${port}`,
    password,
    start,
    kill,
    freeze: () => void child?.kill('SIGSTOP'),
    go: () => void child?.kill('SIGCONT'),
    async stop() {
      await kill();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
