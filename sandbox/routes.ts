// What the sandbox's page asks for besides Slack: its own files, the switches of the warehouse, of Notion, of the five
// systems, of the senders of alerts and of the pager, the bot's process, and what it can be asked.
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { handleAlertsControl } from './alerts/control.js';
import type { AlertSenders } from './alerts/index.js';
import { handleBot, handleBots } from './bot-control.js';
import type { BotProcess } from './bot-process.js';
import { handleControl, type Warehouse } from './databricks/index.js';
import { handleNotionControl } from './notion/control.js';
import type { NotionSimulator } from './notion/protocol.js';
import { operationHints } from './operation-hints.js';
import type { Pager } from './pager/index.js';
import type { Replicas } from './replicas.js';
import { handleSystemsControl, type SystemsParts } from './systems/control.js';

const pageFiles = fileURLToPath(new URL('page/dist', import.meta.url));

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
};

export interface PageParts extends SystemsParts {
  warehouse: Warehouse;
  notion: NotionSimulator;
  alerts: AlertSenders;
  pager: Pager;
  bot: BotProcess;
  replicas: Replicas;
}

/** False when the request is for none of these. */
export async function handlePage(
  parts: PageParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const path = new URL(request.url ?? '/', 'http://sandbox').pathname;
  if (path.startsWith('/databricks'))
    return handleControl(parts.warehouse, request, response, path.slice('/databricks'.length));
  if (path.startsWith('/notion/'))
    return handleNotionControl(parts.notion, request, response, path.slice('/notion'.length));
  if (path === '/bot' || path.startsWith('/bot/'))
    return answerIfAny(response, await handleBot(parts.bot, `${request.method} ${path}`));
  if (path === '/bots' || path.startsWith('/bots/'))
    return answerIfAny(response, await handleBots(parts.replicas, `${request.method} ${path}`));
  if (path.startsWith('/alerts/') || path.startsWith('/pager/'))
    return handleAlertsControl(parts, request, response);
  if (path.startsWith('/systems/')) return handleSystemsControl(parts, request, response);
  if (path === '/operations') return sendJson(response, await operationHints());
  return request.method === 'GET' && sendFile(path, response);
}

/** @param body null: it was for none of these */
function answerIfAny(response: ServerResponse, body: object | null): boolean {
  return body !== null && sendJson(response, body);
}

function sendJson(response: ServerResponse, body: unknown): true {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
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
