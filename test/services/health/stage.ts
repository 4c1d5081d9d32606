// Systems with components to probe, and real servers that they can be.
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Server, Socket } from 'node:net';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { generate } from 'selfsigned';
import type { z } from 'zod';
import type { healthOfSystem } from '../../../src/config/health-schema.js';
import { systemSchema } from '../../../src/config/systems-schema.js';
import { createHealth, type HealthOptions } from '../../../src/services/health/create-health.js';
import type { ComponentNow, Health } from '../../../src/services/health/health.js';
import { unused } from '../../support/context.js';
import { memoryStore } from '../../support/memory-store.js';

export type Components = NonNullable<z.input<typeof healthOfSystem.components>>;

export interface Stage {
  health: Health;
  registry: Registry;
  /** Everything that was logged. */
  logged: string[];
  /** Asks all, or the one that there is. */
  ask(): Promise<ComponentNow>;
}

/** @param systems components by system; or those of one, `platform` */
export function stageWith(
  systems: Record<string, Components>,
  given: Partial<HealthOptions> & { settings?: Record<string, string> } = {},
): Stage {
  const registry = new Registry();
  const logged: string[] = [];
  const { settings = {}, ...options } = given;
  const health = createHealth({
    systems: Object.fromEntries(
      Object.entries(systems).map(([name, components]) => [
        name,
        systemSchema.parse({ title: name, owner: 'platform@example.com', components }),
      ]),
    ),
    store: memoryStore(),
    now: Date.now,
    log: pino({}, { write: (line: string) => logged.push(line) }),
    settingOf: (name) => settings[name],
    registry,
    scraper: { read: unused },
    notion: { budget: () => ({ perMinute: 180, left: 180, closedUntil: null }) },
    tables: { currentUser: unused },
    githubApiUrl: 'http://127.0.0.1:1',
    notionApiUrl: 'http://127.0.0.1:1',
    githubToken: undefined,
    notionToken: undefined,
    keepDays: 30,
    ...options,
  });
  return {
    health,
    registry,
    logged,
    async ask() {
      const [first] = await health.check({
        onDemand: true,
        signal: new AbortController().signal,
      });
      if (!first) throw new Error('nothing was asked');
      return first;
    },
  };
}

/** What one component answers. */
export function askOne(
  component: Components[string],
  given?: Parameters<typeof stageWith>[1],
): Promise<ComponentNow> {
  return stageWith({ platform: { one: component } }, given).ask();
}

export interface Served {
  port: number;
  /** Connections that are open now. */
  open(): number;
}

/** Listens until the test ends: give `onTestFinished` what it returns. */
export async function serve(server: Server, host = '127.0.0.1'): Promise<Served & AsyncDisposable> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, host);
  await once(server, 'listening');
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    open: () => sockets.size,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

export function serveHttp(listener: RequestListener, host?: string) {
  return serve(createServer(listener), host);
}

/** @param body as JSON, unless it is a text */
export function serveAnswer(status: number, body: unknown, headers: Record<string, string> = {}) {
  return serveHttp((_request, response) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(text);
  });
}

export interface Pems {
  private: string;
  cert: string;
}

/** @param valid from and until, days from now */
export function certificateFor(
  name: string,
  valid: { from: number; until: number },
): Promise<Pems> {
  const day = 24 * 60 * 60 * 1000;
  return generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notBeforeDate: new Date(Date.now() + valid.from * day),
    notAfterDate: new Date(Date.now() + valid.until * day),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', digitalSignature: true, keyCertSign: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: name },
          ...(name === 'localhost' ? [{ type: 7 as const, ip: '127.0.0.1' }] : []),
        ],
      },
    ],
  });
}

export function serveSecurely(pems: Pems) {
  const server = createSecureServer({ key: pems.private, cert: pems.cert }, (_request, response) =>
    response.end('{}'),
  );
  server.on('tlsClientError', () => {});
  return serve(server);
}
