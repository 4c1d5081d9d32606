// The senders' and the pager's switches over plain HTTP, for the sandbox's page.
//
//   GET  /alerts/state?most=n             -> AlertsState, with so many of the last requests
//   POST /alerts/fire | resolve {key}     a runbook's alert (or any: {alert})
//   POST /alerts/resolve-all | repeat
//   POST /alerts/storm {groups} | flap {times} | truncated {leftOut} | again {n}
//   POST /alerts/other {source, status}   Grafana, Databricks or GitHub tells of a failure or a success
//   GET  /pager/state, POST {failing}     -> PagerState
import type { IncomingMessage, ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { z, ZodError } from 'zod';
import type { Pager } from '../pager/index.js';
import { fingerprintOf } from './fingerprint.js';
import type { AlertSenders, SentRequest, StoredAlert, WorkspaceJobs } from './protocol.js';
import { runbookAlerts } from './runbook-alerts.js';

export interface AlertsState {
  runbook: { key: string; system: string; severity: string | null; isFiring: boolean }[];
  firing: StoredAlert[];
  /** Oldest first. */
  sent: SentRequest[];
  pending: number;
}

interface Parts {
  alerts: AlertSenders;
  pager: Pager;
  warehouse: { jobs: WorkspaceJobs };
}

type Route = (parts: Parts, body: unknown, query: URLSearchParams) => object;

const texts = z.record(z.string(), z.string());
const byKey = z.strictObject({ key: z.enum(runbookAlerts.map(({ key }) => key)) });
const given = z.strictObject({
  alert: z.strictObject({
    labels: texts,
    annotations: texts.exactOptional(),
    startsAt: z.int().exactOptional(),
  }),
});
const either = z.union([byKey, given]);
const amount = (most: number): z.ZodInt => z.int().min(1).max(most);
const done = { ok: true };

const routes: Readonly<Record<string, Route>> = {
  'GET /alerts/state': ({ alerts }, _body, query) => stateOf(alerts, query),
  'POST /alerts/fire': ({ alerts }, body) => ({ fingerprint: alerts.fire(alertIn(body)) }),
  'POST /alerts/resolve': ({ alerts }, body) => ({ resolved: alerts.resolve(alertIn(body)) }),
  'POST /alerts/resolve-all': ({ alerts }) => {
    alerts.resolveAll();
    return done;
  },
  'POST /alerts/repeat': ({ alerts }) => {
    alerts.repeat();
    return done;
  },
  'POST /alerts/storm': ({ alerts }, body) => {
    alerts.storm(z.object({ groups: amount(500) }).parse(body).groups);
    return done;
  },
  'POST /alerts/flap': ({ alerts }, body) => {
    const { times } = z.object({ times: amount(50) }).parse(body);
    // It goes on for a while; what came of each stands in the list of requests.
    alerts.flap(times).catch(() => undefined);
    return done;
  },
  'POST /alerts/truncated': ({ alerts }, body) => {
    alerts.truncated(z.object({ leftOut: amount(500) }).parse(body).leftOut);
    return done;
  },
  'POST /alerts/again': ({ alerts }, body) => ({
    sent: alerts.again(z.object({ n: z.int() }).parse(body).n),
  }),
  'POST /alerts/other': (parts, body) => {
    tellOther(parts, otherSchema.parse(body));
    return done;
  },
  'GET /pager/state': ({ pager }) => pager.state(),
  'POST /pager/state': ({ pager }, body) => {
    pager.fail(z.object({ failing: z.boolean() }).parse(body).failing);
    return pager.state();
  },
};

function stateOf(alerts: AlertSenders, query: URLSearchParams): AlertsState {
  const most = z.coerce
    .number()
    .pipe(amount(2_000))
    .parse(query.get('most') ?? 100);
  const firing = alerts.firing();
  const names = new Set(firing.map(({ fingerprint }) => fingerprint));
  return {
    runbook: runbookAlerts.map(({ key, labels }) => ({
      key,
      system: labels.system,
      severity: 'severity' in labels ? labels.severity : null,
      isFiring: names.has(fingerprintOf(labels)),
    })),
    firing,
    sent: alerts.traffic().slice(-most),
    pending: alerts.pending(),
  };
}

const otherSchema = z.strictObject({
  source: z.enum(['grafana', 'databricks', 'github']),
  status: z.enum(['failure', 'success']),
});

function tellOther(
  { alerts, warehouse: { jobs } }: Parts,
  { source, status }: z.output<typeof otherSchema>,
): void {
  const isFailure = status === 'failure';
  switch (source) {
    case 'grafana':
      return alerts.grafana(dashboardAlert, isFailure ? 'firing' : 'resolved');
    case 'databricks':
      return isFailure
        ? alerts.databricksFailure(undefined, jobs)
        : alerts.databricksSuccess(undefined, jobs);
    case 'github':
      return isFailure ? alerts.githubFailure() : alerts.githubSuccess();
    default:
      return source satisfies never;
  }
}

const dashboardAlert = {
  labels: { alertname: 'StaleDashboard', system: 'finance-ppm', severity: 'warning' },
  annotations: { summary: 'gold.kpis has not been refreshed for 6 hours' },
};

function alertIn(body: unknown): z.output<typeof given>['alert'] {
  const asked = either.parse(body);
  if ('alert' in asked) return asked.alert;
  const found = runbookAlerts.find(({ key }) => key === asked.key);
  if (!found) throw new Error(`no alert ${asked.key}`);
  return { labels: { ...found.labels }, annotations: { ...found.annotations } };
}

/** False, having done nothing, when the request is for none of these. */
export async function handleAlertsControl(
  parts: Parts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://sandbox');
  const key = `${request.method} ${pathname}`;
  const route = Object.hasOwn(routes, key) ? routes[key] : undefined;
  if (!route) return false;
  const send = (status: number, body: object): void => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  };
  try {
    const body = request.method === 'GET' ? {} : await json(request);
    send(200, route(parts, body, searchParams));
  } catch (error) {
    const isWrong = error instanceof ZodError || error instanceof SyntaxError;
    send(isWrong ? 400 : 500, { error: error instanceof Error ? error.message : String(error) });
  }
  return true;
}
