// The five systems, all well, as the looks of a diagnosis see them; a test says what is different.
import type { ComponentKind } from '../../../src/config/health-schema.js';
import { systemSchema, type SystemConfig } from '../../../src/config/systems-schema.js';
import { Problem } from '../../../src/core/problem.js';
import type { Run } from '../../../src/core/run.js';
import { deploysSchema } from '../../../src/config/delivery-schema.js';
import type { Context } from '../../../src/services/context.js';
import type { Ending, JobRun } from '../../../src/services/databricks/jobs/jobs.js';
import type { Known } from '../../../src/services/deploys/deploys.js';
import type { ComponentNow, ProbeFailure } from '../../../src/services/health/health.js';
import { NotionProblem } from '../../../src/services/notion/failure-kind.js';
import type { NotionPage } from '../../../src/services/notion/notion.js';
import type { Circuit } from '../../../src/services/resilience/circuits.js';
import type { Sample } from '../../../src/services/scrape/scrape.js';
import type {
  FailedPage,
  FailureKind,
  LastSync,
  Pause,
} from '../../../src/services/sync/sync-state.js';
import { contextWith, unusedNotion } from '../../support/context.js';

export const now = Date.parse('2026-11-21T09:00:00Z');
export const hour = 3_600_000;

const http = (url: string) => ({ kind: 'http', url });
const metric = (name: string) => ({ kind: 'metric', url: 'http://metrics/m', metric: name });

const described = {
  'finance-ppm': {
    title: 'Finance PPM',
    sync: { kind: 'notion' },
    databases: {
      projects: {
        title: 'Projects',
        id: '1c7e4a9052b380d19f46d02c8a71e5b3',
        key: 'Name',
        schema: { Name: 'title', Status: { type: 'select', options: ['Active'] } },
      },
    },
    components: {
      notion: { kind: 'notion' },
      warehouse: { kind: 'warehouse', onDemand: true },
      'control-room': http('http://room/api/health'),
      kpis: http('http://room/api/kpis'),
      github: { kind: 'github' },
    },
  },
  oberaconnect: {
    title: 'OberaConnect',
    sync: { kind: 'command', command: ['sync'] },
    components: {
      service: http('http://obera/health'),
      ready: http('http://obera/ready'),
      'notion-api': http('http://obera/health'),
      'unifi-api': http('http://obera/health'),
      'ninjaone-api': http('http://obera/health'),
      secured: http('http://obera/secured'),
      'portal-certificate': { kind: 'certificate', host: 'portal' },
      'api-dns': { kind: 'dns', host: 'api.ui.com' },
      disk: metric('disk_used_percent'),
      memory: metric('memory_available_megabytes'),
      queue: metric('queue_length'),
    },
    metrics: { url: 'http://obera/metrics' },
    logs: [{ path: '/var/log/oberaconnect/sync.log' }],
  },
  wittwizz: {
    title: 'Wittwizz',
    sync: { kind: 'command', command: ['sync'] },
    components: {
      'sync-health': http('http://wittwizz/health/sync'),
      failures: metric('notion_sync_failures_total'),
    },
  },
  'notion-bot-api': {
    title: 'Notion Bot API',
    sync: { kind: 'http', url: 'http://bot/tasks/sync' },
    databases: { tasks: { title: 'Tasks', id: '31d9a7c4e65280b88f13a70d46e9c52b' } },
    tasks: { database: 'd', collection: 'c', notion: 'tasks', fields: { title: 'Name' } },
    components: {
      api: http('http://bot/health'),
      mongodb: { kind: 'mongodb' },
      redis: { kind: 'redis' },
      restarts: { kind: 'restarts', url: 'http://bot/metrics' },
    },
    metrics: { url: 'http://bot/metrics' },
  },
  orchestra: {
    title: 'Orchestra',
    sync: { kind: 'notion' },
    components: { 'mcp-server': http('http://mcp/health') },
    metrics: {
      url: 'http://mcp/metrics',
      tools: { continue: { good: 1000, warning: 2000, critical: 4000 } },
    },
  },
} as const;

export const systems: Readonly<Record<string, SystemConfig>> = Object.fromEntries(
  Object.entries(described).map(([name, given]) => [name, systemSchema.parse(given)]),
);

const components = Object.entries(systems).flatMap(([system, config]) =>
  Object.entries(config.components).map(([component, { kind }]) => ({
    system,
    component,
    title: `The ${component}`,
    kind: kind satisfies ComponentKind,
    owner: null,
    onDemand: false,
  })),
);

/** What a probe says of one component. */
export type Sick = {
  failure: ProbeFailure;
  said: string;
  status?: 'warning' | 'bad';
  value?: number;
};

export interface Wrong {
  /** By `system/component`. */
  sick?: Record<string, Sick>;
  /** By address of the metrics; an address without any says only that its process began. */
  samples?: Record<string, Sample[] | Problem>;
  circuits?: Circuit[];
  settings?: Context['overview']['settings'];
  last?: LastSync[];
  failed?: FailedPage[];
  pauses?: Pause[];
  /** Of the finance databases; hours since the last sync. */
  staleHours?: number;
  holder?: Awaited<ReturnType<Context['runs']['holderOf']>>;
  /** What Notion says to who we are, and to the projects. */
  me?: Problem;
  source?: Problem;
  schema?: { id: string; name: string; type: string; options: string[] }[];
  pages?: NotionPage[];
  silentUntil?: number;
  warehouse?: Problem;
  goldMissing?: Problem;
  goldRows?: number;
  record?: string;
  /** How the job silver_transformations ended last; well without it. */
  job?: { code: string; message: string };
  /** Of the Control Room in production, the last one. */
  deployment?: Known;
  /** When notion_bot was backed up last, epoch milliseconds. */
  backedUpAt?: number;
  /** Of the last hundred runs. */
  recent?: Run[];
  replace?: Partial<Context>;
}

export const notionProblem = (kind: FailureKind, message: string): NotionProblem =>
  new NotionProblem(
    kind === 'not_shared' && message.includes('404') ? 'not_found' : 'outside_unavailable',
    message,
    'hint',
    { kind },
  );

export const sample = (
  name: string,
  value: number,
  labels: Record<string, string> = {},
): Sample => ({
  name,
  labels,
  value,
});

export function page(id: string, title: string): NotionPage {
  return {
    id,
    databaseId: 'd',
    dataSourceId: 's',
    createdAt: now,
    editedAt: now,
    inTrash: false,
    url: 'https://notion.so/p',
    properties: { Name: { id: 'title', type: 'title', title: [{ plain_text: title }] } },
  };
}

export function lastSync(system: string, given: Partial<LastSync>): LastSync {
  return {
    system,
    database: null,
    mode: 'incremental',
    run: 'r-1',
    startedAt: now - 60_000,
    endedAt: now - 50_000,
    outcome: 'failed',
    kind: 'other',
    message: '',
    pages: 0,
    changed: 0,
    deleted: 0,
    failed: 0,
    unknownTypes: [],
    ...given,
  };
}

export function failedPage(given: Partial<FailedPage>): FailedPage {
  return {
    system: 'finance-ppm',
    database: 'projects',
    pageId: 'p-1',
    title: 'Programme',
    kind: 'unavailable',
    message: 'the connection was lost.',
    property: null,
    firstAt: now - hour,
    lastAt: now,
    attempts: 2,
    ...given,
  };
}

function nowOf(info: (typeof components)[number], sick: Sick | undefined): ComponentNow {
  const well = { status: 'good', said: 'HTTP 200', failure: null, value: null } as const;
  return {
    ...info,
    ...(sick ? { ...well, status: 'bad', ...sick } : well),
    millis: 12,
    at: now,
    since: now - hour,
  };
}

const schema = [
  { id: 'a', name: 'Name', type: 'title', options: [] },
  { id: 'b', name: 'Status', type: 'select', options: ['Active'] },
];

export function worldWith(wrong: Wrong = {}): Context {
  const orFail = async <Value>(problem: Problem | undefined, value: Value): Promise<Value> => {
    if (problem) throw problem;
    return value;
  };
  const base = contextWith({ now: () => now, systems });
  const people = {
    ...unusedNotion,
    me: () => orFail(wrong.me, { id: 'i', name: 'PPM', workspace: 'w' }),
    dataSource: (reference: string) =>
      orFail(reference.startsWith('1c7e') ? wrong.source : undefined, {
        id: 's',
        databaseId: reference,
        title: 't',
        url: 'u',
        properties: wrong.schema ?? schema,
      }),
    query: async () => ({
      pages: wrong.pages ?? [page('p-1', 'One'), page('p-2', 'Two')],
      next: null,
      incomplete: false,
    }),
  };
  return contextWith({
    now: () => now,
    systems,
    health: {
      ...base.health,
      components,
      check: async ({ system }) =>
        components
          .filter((one) => system === undefined || one.system === system)
          .map((info) => nowOf(info, wrong.sick?.[`${info.system}/${info.component}`])),
    },
    scraper: {
      read: async (url) => {
        const found = wrong.samples?.[url] ?? [];
        if (found instanceof Problem) throw found;
        const began = sample('process_start_time_seconds', now / 1000 - 3 * 3600);
        return { samples: [began, ...found], malformed: 0, truncated: false, millis: 5 };
      },
    },
    circuits: { ...base.circuits, list: () => wrong.circuits ?? [] },
    overview: { ...base.overview, settings: wrong.settings ?? [] },
    syncState: {
      ...base.syncState,
      lastSyncs: async (system) => (wrong.last ?? []).filter((one) => one.system === system),
      failedPages: async (system) => (wrong.failed ?? []).filter((one) => one.system === system),
      pauses: async () => wrong.pauses ?? [],
    },
    bronze: {
      ...base.bronze,
      watermarks: () =>
        orFail(wrong.warehouse, [
          {
            databaseId: '1c7e4a90-52b3-80d1-9f46-d02c8a71e5b3',
            syncedAt: now - (wrong.staleHours ?? 2) * hour,
            editedAt: null,
            pages: 3,
          },
        ]),
    },
    notion: {
      people,
      background: people,
      budget: () => ({ perMinute: 180, left: 180, closedUntil: wrong.silentUntil ?? null }),
      configured: true,
    },
    tables: {
      ...base.tables,
      currentUser: () => orFail(wrong.warehouse, 'svc-ppm'),
      list: (_catalog, name) =>
        orFail(wrong.warehouse ?? (name === 'gold' ? wrong.goldMissing : undefined), [
          `main.${name}.kpis`,
        ]),
      count: () => orFail(wrong.warehouse, wrong.goldRows ?? 12),
    },
    taskRecords: {
      ...base.taskRecords,
      find: async (_where, id) => ({
        id,
        fields: { title: wrong.record ?? (id === 'p-1' ? 'One' : 'Two') },
      }),
    },
    ...deliveries(wrong),
    ...wrong.replace,
  });
}

const deployRules = deploysSchema.parse({
  targets: {
    'control-room': {
      title: 'Control Room',
      system: 'finance-ppm',
      way: { kind: 'command', command: ['deploy'] },
      stages: { production: { environment: 'production' } },
    },
  },
});
const job = {
  id: 2,
  name: 'silver_transformations',
  tasks: [],
  maxConcurrentRuns: 1,
  queues: false,
};

/** Jobs, deployments and backups. */
function deliveries(
  wrong: Wrong,
): Pick<Context, 'deployRules' | 'deploys' | 'jobs' | 'mongoBackups'> & { runs: Context['runs'] } {
  const base = contextWith();
  const ending: Ending = wrong.job
    ? { result: 'failed', type: 'CLIENT_ERROR', ...wrong.job }
    : { result: 'success', code: 'SUCCESS', type: 'SUCCESS', message: '' };
  const last: JobRun = {
    id: 77,
    jobId: job.id,
    jobName: job.name,
    url: 'https://workspace/run/77',
    state: 'ended',
    ending,
    startedAt: now - hour,
    endedAt: now - hour / 2,
    millis: hour / 2,
    trigger: 'PERIODIC',
    tasks: [],
    repairs: [],
  };
  const backup = {
    name: 'notion_bot-1',
    system: 'notion-bot-api',
    database: 'notion_bot',
    startedAt: 0,
    endedAt: wrong.backedUpAt ?? now - 2 * hour,
    bytes: 1,
    sha256: 'x',
    isEncrypted: false,
    dataBytes: 1,
    collections: [],
    reason: 'manual' as const,
    label: null,
    isOffsite: null,
    verifiedAt: null,
  };
  return {
    runs: {
      ...base.runs,
      holderOf: async (target) =>
        target === 'sync wittwizz' || target.includes('wittwizz') ? (wrong.holder ?? null) : null,
      recent: async () => wrong.recent ?? [],
    },
    jobs: {
      ...base.jobs,
      list: async () => [job],
      runs: async () => [last],
      run: async () => last,
    },
    deployRules,
    deploys: {
      ...base.deploys,
      known: async () => (wrong.deployment ? [wrong.deployment] : []),
    },
    mongoBackups: {
      ...base.mongoBackups,
      targets: [
        {
          system: 'notion-bot-api',
          environment: 'production',
          database: 'notion_bot',
          setting: 'PLATFORM_MONGODB_URI',
        },
      ],
      list: async () => [backup],
    },
  };
}
