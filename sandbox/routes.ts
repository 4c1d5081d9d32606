// What the sandbox's page asks for besides Slack: its own files, the warehouse's switches, and the bot's process.
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BotProcess } from './bot-process.js';
import { handleControl, type Warehouse } from './databricks/index.js';

const pageFiles = fileURLToPath(new URL('page/dist', import.meta.url));

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
};

/** False when the request is for none of these. */
export async function handlePage(
  parts: { warehouse: Warehouse; bot: BotProcess },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const path = new URL(request.url ?? '/', 'http://sandbox').pathname;
  if (path.startsWith('/databricks'))
    return handleControl(parts.warehouse, request, response, path.slice('/databricks'.length));
  if (path === '/bot' || path.startsWith('/bot/'))
    return handleBot(parts.bot, `${request.method} ${path}`, response);
  return request.method === 'GET' && sendFile(path, response);
}

async function handleBot(
  bot: BotProcess,
  route: string,
  response: ServerResponse,
): Promise<boolean> {
  switch (route) {
    case 'GET /bot':
      break;
    case 'POST /bot/kill':
      await bot.kill('SIGKILL');
      break;
    case 'POST /bot/start':
      if (bot.state() === 'stopped') await bot.start();
      break;
    default:
      return false;
  }
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(
    JSON.stringify({ pid: bot.pid(), state: bot.state(), restarts: Math.max(0, bot.starts() - 1) }),
  );
  return true;
}

async function sendFile(path: string, response: ServerResponse): Promise<boolean> {
  const file = join(pageFiles, normalize(path === '/' ? '/index.html' : path));
  if (!file.startsWith(pageFiles)) return false;
  try {
    const content = await readFile(file);
    response.writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream' });
    response.end(content);
    return true;
  } catch {
    return false;
  }
}
