// The connection to Notion: one budget, one policy and one memory for everybody, served in two lanes.
import type { Registry } from 'prom-client';
import { Problem } from '../../core/problem.js';
import type { Log } from '../log.js';
import { pause } from '../resilience/abortable.js';
import { createPolicy, type PolicyOptions } from '../resilience/policy.js';
import type { Replicas } from '../replicas/replicas.js';
import { createBudget, type BudgetOptions, type Clock, type Lane } from './budget.js';
import { createSharedBudget } from './budget-shared.js';
import { createCaller } from './client/call.js';
import { callMetrics } from './client/call-metrics.js';
import { notionOver } from './client/notion-over.js';
import { createTransport, type Fetch } from './client/transport.js';
import type { Notion, NotionConnection } from './notion.js';

export interface NotionOptions {
  /** NOTION_API_KEY. */
  token: string | undefined;
  /** NOTION_API_URL, without `/v1`. */
  baseUrl: string;
  /** Budget of the connection in any 60 s; read at each use. */
  readonly requestsPerMinute: number;
  /** Share of it that background calls leave alone, from 0 to 1. */
  readonly reservedForPeople: number;
  registry: Registry;
  circuits?: PolicyOptions['circuits'];
  log: Log;
  fetch?: Fetch;
  /** For the budget and for the waits between tries; time-outs of single requests keep to the real time. */
  clock?: Clock;
  /** Budgets that all replicas draw from; null or left out: this process has the connection's budget to itself. */
  limit?: Replicas['limit'];
  /** For one request, milliseconds. */
  timeoutMs?: number;
}

/** Epoch milliseconds by a clock that never goes back. */
const steady: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  sleep: pause,
};

export function connectNotion(options: NotionOptions): NotionConnection {
  const { token, registry, log, clock = steady } = options;
  const { baseUrl, fetch = globalThis.fetch, timeoutMs = 30_000 } = options;
  const numbers: BudgetOptions = {
    get perMinute() {
      return options.requestsPerMinute;
    },
    get reservedForPeople() {
      return options.reservedForPeople;
    },
    clock,
  };
  const { limit = null } = options;
  const budget = limit === null ? createBudget(numbers) : createSharedBudget(numbers, limit);
  if (token === undefined)
    return { people: unset, background: unset, budget: budget.state, configured: false };
  const known = new Map<string, string>();
  const parts = {
    transport: createTransport({ token, baseUrl, fetch, timeoutMs }),
    policy: createPolicy({
      system: 'notion',
      registry,
      circuits: options.circuits,
      sleep: clock.sleep,
    }),
    metrics: callMetrics(registry),
    budget,
    clock,
    log,
  };
  const over = (lane: Lane) => notionOver(createCaller({ ...parts, lane }), known);
  return {
    people: over('people'),
    background: over('background'),
    budget: budget.state,
    configured: true,
  };
}

async function refuse(): Promise<never> {
  throw new Problem(
    'not_possible',
    'NOTION_API_KEY is not set, so Notion can not be asked.',
    'Set it to the secret of an integration (notion.so/my-integrations), and restart the bot.',
  );
}

const unset: Notion = {
  me: refuse,
  dataSource: refuse,
  query: refuse,
  page: refuse,
  property: refuse,
  createPage: refuse,
  updatePage: refuse,
  setTrash: refuse,
  updateSchema: refuse,
  createDatabaseBeside: refuse,
  searchDataSources: refuse,
};
