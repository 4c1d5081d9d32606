// Serves the built page beside a simulator.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import type { RouteHandler } from '../../../sandbox/slack/index.js';

const page = fileURLToPath(new URL('../../../sandbox/page', import.meta.url));
const dist = join(page, 'dist');

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

/** Builds the page where that has not been done yet. */
export async function ensureBuilt(): Promise<void> {
  if (existsSync(join(dist, 'index.html'))) return;
  await build({ root: page, configFile: join(page, 'vite.config.ts'), logLevel: 'warn' });
}
