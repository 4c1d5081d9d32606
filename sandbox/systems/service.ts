// What the five systems' pretend servers share: a small HTTP server whose door can be shut, and Prometheus' text format.
import { createServer, type ServerResponse } from 'node:http';
import { openDoor, type Door } from '../door.js';

/** A text is sent as it is, as metrics are; anything else as JSON. */
export interface Answer {
  status: number;
  body: object | string;
  /** Milliseconds before it is sent. */
  after?: number;
}

/** By `METHOD /path`. */
export type Routes = Readonly<Record<string, () => Answer | Promise<Answer>>>;

export interface Service extends Pick<Door, 'isOpen' | 'setOpen' | 'close'> {
  /** `http://127.0.0.1:…` */
  url: string;
}

export async function startService(routes: Routes): Promise<Service> {
  const server = createServer((request, response) => {
    request.resume();
    const { pathname } = new URL(request.url ?? '/', 'http://service');
    const key = `${request.method} ${pathname}`;
    const route = Object.hasOwn(routes, key) ? routes[key] : undefined;
    void answered(route).then((answer) => send(response, answer));
  });
  const { port, isOpen, setOpen, close } = await openDoor(server);
  return { url: `http://127.0.0.1:${port}`, isOpen, setOpen, close };
}

async function answered(route: Routes[string] | undefined): Promise<Answer> {
  if (!route) return { status: 404, body: { detail: 'Not Found' } };
  try {
    return await route();
  } catch (error) {
    const detail = error instanceof Error ? error.message : 'unknown';
    return { status: 500, body: { detail } };
  }
}

export function send(response: ServerResponse, { status, body, after = 0 }: Answer): void {
  const isText = typeof body === 'string';
  const type = isText ? 'text/plain; version=0.0.4; charset=utf-8' : 'application/json';
  const write = (): void => {
    response.writeHead(status, { 'content-type': type });
    response.end(isText ? body : JSON.stringify(body));
  };
  if (after === 0) return write();
  // Nobody waits for it once the sandbox is closed.
  setTimeout(write, after).unref();
}

export interface Metric {
  name: string;
  type: 'counter' | 'gauge' | 'summary';
  help: string;
  samples: readonly { labels?: Readonly<Record<string, string>>; value: number; suffix?: string }[];
}

/** Prometheus' text format, version 0.0.4. */
export function metricsText(metrics: readonly Metric[]): string {
  const lines = metrics.flatMap(({ name, type, help, samples }) => [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} ${type}`,
    ...samples.map(({ labels = {}, value, suffix = '' }) => {
      const pairs = Object.entries(labels).map(([label, text]) => `${label}="${text}"`);
      return `${name}${suffix}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}`;
    }),
  ]);
  return `${lines.join('\n')}\n`;
}

/** A metric with one value and no labels. */
export function single(
  name: string,
  type: 'counter' | 'gauge',
  help: string,
  value: number,
): Metric {
  return { name, type, help, samples: [{ value }] };
}
