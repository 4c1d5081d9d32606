// The simulator's switches and state over plain HTTP, for the sandbox's page. Mounted under a path such as /notion; it is no
// part of what Notion offers.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { z, ZodError } from 'zod';
import { ApiError } from './api/errors.js';
import { faultsSchema } from './faults.js';
import type { NotionSimulator } from './protocol.js';

const byId = z.object({ id: z.string() });
const properties = z.record(z.string(), z.unknown());
const propertySchema = z.looseObject({ type: z.string() }).nullable();

type Route = (notion: NotionSimulator, body: unknown, query: URLSearchParams) => unknown;

const done = { ok: true };
const routes: Readonly<Record<string, Route>> = {
  'GET /databases': (notion) => notion.databases(),
  'GET /pages': (notion, _body, query) =>
    notion.pages(query.get('database') ?? '', countIn(query.get('limit'), 20)),
  'POST /create': (notion, body) => {
    const given = z.object({ database: z.string(), properties }).parse(body);
    return { id: notion.createPage(given.database, { properties: given.properties }) };
  },
  'POST /edit': (notion, body) => {
    const given = byId.extend({ properties }).parse(body);
    notion.editPage(given.id, given.properties);
    return done;
  },
  'POST /trash': (notion, body) => {
    notion.trashPage(byId.parse(body).id);
    return done;
  },
  'POST /return': (notion, body) => {
    notion.returnPage(byId.parse(body).id);
    return done;
  },
  'POST /delete': (notion, body) => {
    notion.deletePage(byId.parse(body).id);
    return done;
  },
  'POST /share': (notion, body) => {
    const given = z.object({ database: z.string(), shared: z.boolean() }).parse(body);
    notion.share(given.database, given.shared);
    return done;
  },
  'POST /property': (notion, body) => {
    const given = z
      .object({ database: z.string(), name: z.string(), property: propertySchema })
      .parse(body);
    notion.changeProperty(given.database, given.name, given.property);
    return done;
  },
  'POST /webhook': (notion) => notion.verifyWebhook(),
  'GET /faults': (notion) => notion.faults.get(),
  'PUT /faults': (notion, body) => {
    faultsSchema.parse(body);
    notion.faults.set(z.custom<Parameters<typeof notion.faults.set>[0]>().parse(body));
    return notion.faults.get();
  },
  'GET /calls': (notion, _body, query) => notion.calls(countIn(query.get('after'), 0)),
};

function countIn(given: string | null, usual: number): number {
  return given === null ? usual : z.coerce.number().pipe(z.int().min(0)).parse(given);
}

/** False, having done nothing, when `path` (below the mount) is none of these. */
export async function handleNotionControl(
  notion: NotionSimulator,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<boolean> {
  const method = request.method ?? 'GET';
  const key = `${method} ${path}`;
  const route = Object.hasOwn(routes, key) ? routes[key] : undefined;
  if (route === undefined) return false;
  const send = (status: number, body: unknown): void => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  };
  try {
    const { searchParams } = new URL(request.url ?? '/', 'http://sandbox');
    const body = method === 'GET' ? undefined : await bodyOf(request);
    send(200, await route(notion, body, searchParams));
  } catch (error) {
    const wrong =
      error instanceof ZodError || error instanceof ApiError || error instanceof SyntaxError;
    send(wrong ? 400 : 500, { error: error instanceof Error ? error.message : String(error) });
  }
  return true;
}

/** Some need none. Throws a SyntaxError for what is no JSON. */
async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const given = await text(request);
  return given === '' ? {} : JSON.parse(given);
}
