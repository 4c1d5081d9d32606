// The warehouse's switches and state over plain HTTP, for the sandbox's page and for other processes.
// Mounted under a path such as /databricks; it is no part of what Databricks offers.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { ZodError } from 'zod';
import {
  assertReadable,
  totalBytes,
  totalRows,
  type DeltaTable,
  type Version,
} from './delta/table.js';
import { corruptProjects } from './seed.js';
import type { Warehouse } from './warehouse.js';

const readable = (table: DeltaTable, version: Version) => {
  try {
    assertReadable(table, version);
    return true;
  } catch {
    return false;
  }
};

const describeTable = (table: DeltaTable) => ({
  name: table.fullName.join('.'),
  rows: totalRows(table.latest.files),
  files: table.latest.files.length,
  bytes: totalBytes(table.latest.files),
  version: table.latest.version,
  versions: table.versions.toReversed().map((version) => ({
    version: version.version,
    timestamp: version.timestamp,
    operation: version.operation,
    userName: version.userName,
    job: version.job,
    rows: totalRows(version.files),
    readable: readable(table, version),
    metrics: version.operationMetrics,
  })),
});

const connection = (warehouse: Warehouse) => ({
  host: warehouse.host,
  port: warehouse.port,
  httpPath: warehouse.httpPath,
  caCertPath: warehouse.caCertPath,
});

type Route = (warehouse: Warehouse, req: IncomingMessage) => unknown;

const routes: Readonly<Record<string, Route>> = {
  'GET /': connection,
  'GET /tables': (warehouse) => warehouse.tables().map(describeTable),
  'GET /statements': (warehouse) => warehouse.statements(),
  'GET /faults': (warehouse) => warehouse.faults.get(),
  'PUT /faults': async (warehouse, req) => {
    const body: unknown = await json(req);
    warehouse.faults.replace(body);
    return warehouse.faults.get();
  },
  'POST /corrupt': async (warehouse) => {
    await corruptProjects(warehouse);
    return { corrupted: 'main.silver.projects' };
  },
  'GET /jobs': ({ jobs }) =>
    jobs.list().map((job) => ({ ...job, latest: jobs.runs(job.name)[0] ?? null })),
  'GET /jobs/runs': ({ jobs }) => jobs.runs(),
  'GET /jobs/submissions': ({ jobs }) => jobs.submissions(),
  'GET /jobs/faults': ({ jobs }) => jobs.faults.get(),
  'PUT /jobs/faults': async ({ jobs }, req) => {
    jobs.faults.replace(await json(req));
    return jobs.faults.get();
  },
};

/**
 * Answers a request whose path is `path` below the mount: GET /, /tables, /statements, /faults,
 * PUT /faults (the whole set of switches, `{}` heals), POST /corrupt, and GET /jobs, /jobs/runs,
 * /jobs/submissions and /jobs/faults, PUT /jobs/faults. Returns false, having done
 * nothing, for any other.
 */
export async function handleControl(
  warehouse: Warehouse,
  req: IncomingMessage,
  res: ServerResponse,
  path: string,
): Promise<boolean> {
  const key = `${req.method ?? 'GET'} ${path === '' ? '/' : path}`;
  const route = Object.hasOwn(routes, key) ? routes[key] : undefined;
  if (route === undefined) return false;
  const send = (status: number, body: unknown) => {
    res.writeHead(status, { 'Content-Type': 'application/json' });
    res.end(JSON.stringify(body));
  };
  try {
    send(200, await route(warehouse, req));
  } catch (error) {
    const wrong = error instanceof ZodError || error instanceof SyntaxError;
    send(wrong ? 400 : 500, { error: error instanceof Error ? error.message : String(error) });
  }
  return true;
}
