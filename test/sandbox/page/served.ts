// Serves the built page beside a simulator.
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RouteHandler } from '../../../sandbox/slack/index.js';

const dist = fileURLToPath(new URL('../../../sandbox/page/dist', import.meta.url));

const types: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
};

export const servePage: RouteHandler = async (request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://sandbox');
  const file = pathname === '/' ? '/index.html' : pathname;
  if (request.method !== 'GET' || file.includes('..')) return false;
  try {
    const content = await readFile(join(dist, file));
    response.writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream' });
    response.end(content);
    return true;
  } catch {
    return false;
  }
};
