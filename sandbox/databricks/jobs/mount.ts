// Puts a service in front of another one on the same server.
import type { IncomingMessage, Server, ServerResponse } from 'node:http';

/** Requests that are `mine` go to `serve`, the others to whoever had them before. */
export function mountBefore(
  server: Pick<Server, 'listeners' | 'removeAllListeners' | 'on'>,
  mine: (req: IncomingMessage) => boolean,
  serve: (req: IncomingMessage, res: ServerResponse) => Promise<void>,
): void {
  const others = server.listeners('request');
  server.removeAllListeners('request');
  server.on('request', (req: IncomingMessage, res: ServerResponse) => {
    if (mine(req)) void serve(req, res).catch(() => res.destroy());
    else for (const other of others) other.call(server, req, res);
  });
}
