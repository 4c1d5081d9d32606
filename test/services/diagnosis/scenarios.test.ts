// For every scenario: what the looks see when it happens, and that the diagnosis names it first.
import { describe, expect, it } from 'vitest';
import { Problem } from '../../../src/core/problem.js';
import { newRun, type Run } from '../../../src/core/run.js';
import { diagnoseTarget } from '../../../src/services/diagnosis/diagnose.js';
import { scenarios, type ScenarioId } from '../../../src/services/diagnosis/scenarios.js';
import { targetOf } from '../../../src/services/diagnosis/target.js';
import {
  failedPage,
  hour,
  lastSync,
  notionProblem,
  now,
  page,
  sample,
  systems,
  worldWith,
  type Sick,
  type Wrong,
} from './world.js';

const refused: Sick = { failure: 'refused', said: 'Connection refused' };
const unhealthy = (said: string): Sick => ({ failure: 'unexpected_body', said });
const gone = new Problem('outside_unavailable', "The Databricks warehouse can't be reached.", 'h');
const sql = (text: string, code: 'outside_refused' | 'not_found' = 'outside_refused') =>
  new Problem(code, `The warehouse refused the statement: ${text}`, 'h');
const notionApi =
  'checks.notion_api.status is unhealthy, not healthy (checks.notion_api: HTTP 401 Unauthorized: API token is invalid.)';

/** What is seen, and what is asked for. */
const cases: Record<ScenarioId, [string, Wrong]> = {
  'notion-401': [
    'finance-ppm',
    {
      me: notionProblem('auth', 'Notion refused NOTION_API_KEY (401 unauthorized).'),
      sick: {
        'finance-ppm/notion': { failure: 'auth', said: 'HTTP 401: NOTION_API_KEY is refused' },
        'oberaconnect/notion-api': unhealthy(notionApi),
      },
      staleHours: 40,
      last: [lastSync('finance-ppm', { kind: 'auth', message: '401' })],
    },
  ],
  'notion-403': [
    'notion',
    {
      me: notionProblem('not_shared', 'The integration may not do this (403 restricted_resource).'),
    },
  ],
  'notion-404': [
    'sync',
    {
      source: notionProblem(
        'not_shared',
        'Not shared with the integration (404 object_not_found).',
      ),
      staleHours: 40,
    },
  ],
  'notion-409': [
    'notion',
    { source: notionProblem('other', 'Somebody else was changing it (409 conflict_error).') },
  ],
  'notion-429': [
    'finance-ppm',
    {
      silentUntil: now + 10_000,
      me: notionProblem('rate_limit', 'Notion takes no more calls from us just now.'),
      sick: {
        'finance-ppm/notion': {
          failure: 'rate_limit',
          said: 'silence for 10 s',
          status: 'warning',
        },
      },
    },
  ],
  'notion-5xx': [
    'finance-ppm',
    {
      me: notionProblem('unavailable', 'Notion failed several times in a row and is left alone.'),
      sick: { 'finance-ppm/notion': { failure: 'server_error', said: 'HTTP 503 of Notion' } },
      circuits: [
        {
          name: 'notion',
          state: 'open',
          failures: 5,
          openedAt: now - 1000,
          triesAt: now + 59_000,
          lastFailure: 'Notion answered HTTP 503.',
        },
      ],
    },
  ],
  'notion-timeout': ['notion', { me: notionProblem('timeout', 'Notion did not answer in time.') }],
  'notion-slow': [
    'finance-ppm/notion',
    { sick: { 'finance-ppm/notion': { failure: 'slow', said: '3200 ms', status: 'warning' } } },
  ],
  'notion-page-gone': [
    'sync',
    { failed: [failedPage({ kind: 'not_found', message: 'not there (404)' })] },
  ],
  'schema-changed': [
    'finance-ppm',
    { schema: [{ id: 'a', name: 'Name', type: 'title', options: [] }], staleHours: 30 },
  ],
  duplicates: ['notion', { pages: [page('p-1', 'One'), page('p-2', 'One')] }],
  'stale-data': ['finance-ppm', { staleHours: 31 }],
  'syncs-paused': [
    'sync',
    {
      staleHours: 31,
      pauses: [{ system: '*', by: 'ana', reason: 'upgrade', since: now - hour, until: null }],
    },
  ],
  'partial-failure': [
    'finance-ppm',
    { failed: [failedPage({})], last: [lastSync('finance-ppm', { outcome: 'partial' })] },
  ],
  'row-too-large': ['sync', { failed: [failedPage({ kind: 'too_large', message: 'too large' })] }],
  'warehouse-down': [
    'control-room',
    {
      warehouse: gone,
      sick: {
        'finance-ppm/warehouse': { failure: 'refused', said: 'Connection refused' },
        'finance-ppm/control-room': {
          failure: 'server_error',
          said: 'HTTP 503, not 200: checks.databricks: Connection refused',
        },
        'finance-ppm/kpis': { failure: 'server_error', said: 'HTTP 502, not 200' },
      },
    },
  ],
  'warehouse-slow': [
    'finance-ppm',
    { sick: { 'finance-ppm/warehouse': { failure: 'slow', said: '4 s', status: 'warning' } } },
  ],
  'warehouse-401': [
    'databricks',
    {
      warehouse: new Problem(
        'outside_refused',
        'DATABRICKS_TOKEN was refused by the warehouse (HTTP 401).',
        'h',
      ),
    },
  ],
  'permission-denied': [
    'databricks',
    { goldMissing: sql('[INSUFFICIENT_PERMISSIONS] no USE SCHEMA on main.gold') },
  ],
  'table-missing': [
    'databricks',
    { goldMissing: sql('[SCHEMA_NOT_FOUND] main.gold', 'not_found') },
  ],
  'cluster-startup-failure': ['databricks', { warehouse: sql('CLUSTER_STARTUP_FAILURE') }],
  'driver-unreachable': ['databricks', { warehouse: sql('DRIVER_UNREACHABLE') }],
  'data-loss': ['databricks', { warehouse: sql('[DATA_LOSS] files are gone') }],
  'control-room-down': [
    'control-room',
    { sick: { 'finance-ppm/control-room': refused, 'finance-ppm/kpis': refused } },
  ],
  'control-room-mock': [
    'control-room',
    {
      sick: {
        'finance-ppm/kpis': {
          failure: 'mock_data',
          said: 'source is mock: these are no real data',
        },
      },
    },
  ],
  'control-room-no-data': [
    'control-room',
    { goldRows: 0, sick: { 'finance-ppm/kpis': unhealthy('status is empty, not ok') } },
  ],
  'sync-not-running': [
    'oberaconnect',
    { sick: { 'oberaconnect/service': unhealthy('sync.status is stopped, not running') } },
  ],
  'unifi-401': [
    'oberaconnect',
    {
      sick: {
        'oberaconnect/unifi-api': unhealthy(
          'checks.unifi_api.status is unhealthy, not healthy (checks.unifi_api: HTTP 401 {"error": "Unauthorized"})',
        ),
        'oberaconnect/ready': {
          failure: 'server_error',
          said: 'HTTP 503, not 200: components.unifi_api: HTTP 401 {"error": "Unauthorized"}',
        },
      },
    },
  ],
  'ninjaone-401': [
    'oberaconnect/ninjaone-api',
    {
      sick: {
        'oberaconnect/ninjaone-api': unhealthy('checks.ninjaone_api.status is down, not healthy'),
      },
    },
  ],
  'service-401': [
    'oberaconnect/secured',
    { sick: { 'oberaconnect/secured': { failure: 'auth', said: 'HTTP 401, not 200' } } },
  ],
  'command-fails': [
    'sync',
    {
      last: [
        lastSync('oberaconnect', {
          message:
            "The command ended with exit code 1: 2026-11-21 08:59:01 ERROR ModuleNotFoundError: No module named 'notion_client'",
        }),
      ],
    },
  ],
  'connection-timeout': [
    'oberaconnect',
    { sick: { 'oberaconnect/service': { failure: 'timeout', said: 'no answer within 5 s' } } },
  ],
  'disk-full': [
    'oberaconnect',
    {
      sick: {
        'oberaconnect/disk': {
          failure: 'out_of_band',
          said: 'disk_used_percent is 97 %, more than 80',
        },
        'oberaconnect/ready': {
          failure: 'server_error',
          said: 'HTTP 503, not 200: components.disk: disk 97 % used',
        },
      },
    },
  ],
  'low-memory': [
    'oberaconnect/memory',
    {
      sick: {
        'oberaconnect/memory': {
          failure: 'out_of_band',
          said: 'memory_available_megabytes is 210 MB, less than 500',
        },
      },
    },
  ],
  'certificate-expired': [
    'oberaconnect',
    {
      sick: {
        'oberaconnect/portal-certificate': {
          failure: 'certificate',
          said: 'expired on 2026-11-20',
          value: -1,
        },
        'oberaconnect/service': { failure: 'timeout', said: 'no answer within 5 s' },
      },
    },
  ],
  'certificate-expiring': [
    'oberaconnect',
    {
      sick: {
        'oberaconnect/portal-certificate': { failure: 'expiring', said: '5 days more', value: 5 },
      },
    },
  ],
  'certificate-untrusted': [
    'oberaconnect',
    {
      sick: {
        'oberaconnect/portal-certificate': {
          failure: 'certificate',
          said: 'not trusted (self-signed)',
          value: 90,
        },
      },
    },
  ],
  'dns-failure': [
    'oberaconnect/api-dns',
    { sick: { 'oberaconnect/api-dns': { failure: 'dns', said: 'there is no such name' } } },
  ],
  'circuit-open': [
    'oberaconnect',
    {
      sick: {
        'oberaconnect/ninjaone-api': unhealthy(
          'checks.ninjaone_api.status is unhealthy, not healthy (checks.ninjaone_api: CircuitOpenError: circuit ninjaone_api is open after 5 failures)',
        ),
        'oberaconnect/ready': {
          failure: 'server_error',
          said: 'HTTP 503, not 200: components.ninjaone_api: CircuitOpenError: circuit ninjaone_api is open after 5 failures',
        },
      },
    },
  ],
  'sync-locked': [
    'wittwizz',
    {
      sick: {
        'wittwizz/sync-health': unhealthy('notion.status is locked, not healthy'),
        'wittwizz/failures': {
          failure: 'out_of_band',
          said: 'notion_sync_failures_total is 3, more than 0',
        },
      },
      last: [
        lastSync('wittwizz', {
          message: 'The command ended with exit code 75: sync failed: locked by process 812',
        }),
      ],
    },
  ],
  'sync-failures': [
    'wittwizz',
    {
      sick: {
        'wittwizz/sync-health': unhealthy('notion.status is degraded, not healthy'),
        'wittwizz/failures': {
          failure: 'out_of_band',
          said: 'notion_sync_failures_total is 3, more than 0',
        },
      },
    },
  ],
  'mongodb-down': [
    'notion-bot-api',
    {
      sick: {
        'notion-bot-api/mongodb': refused,
        'notion-bot-api/api': {
          failure: 'server_error',
          said: 'HTTP 503, not 200: checks.database: Connection refused',
        },
      },
      samples: {
        'http://bot/metrics': [
          sample('http_requests_total', 900, { status_code: '200' }),
          sample('http_requests_total', 100, { status_code: '503' }),
        ],
      },
    },
  ],
  'redis-down': ['notion-bot-api', { sick: { 'notion-bot-api/redis': refused } }],
  'api-down': [
    'notion-bot-api',
    {
      sick: { 'notion-bot-api/api': refused },
      samples: { 'http://bot/metrics': new Problem('outside_unavailable', 'refused', 'h') },
    },
  ],
  'api-unhealthy': [
    'notion-bot-api',
    { sick: { 'notion-bot-api/api': { failure: 'server_error', said: 'HTTP 503, not 200' } } },
  ],
  'slow-api': [
    'notion-bot-api',
    {
      samples: {
        'http://bot/metrics': [sample('http_request_duration_seconds', 2.4, { quantile: '0.95' })],
      },
      sick: {
        'notion-bot-api/api': { failure: 'slow', said: '1430 ms', status: 'warning' },
      },
    },
  ],
  'errors-5xx': [
    'notion-bot-api',
    {
      samples: {
        'http://bot/metrics': [
          sample('http_requests_total', 900, { status_code: '200' }),
          sample('http_requests_total', 100, { status_code: '500' }),
        ],
      },
    },
  ],
  restarts: [
    'notion-bot-api',
    {
      sick: {
        'notion-bot-api/restarts': {
          failure: 'restarting',
          said: 'begun 5 times in the last hour',
        },
        'notion-bot-api/api': refused,
      },
    },
  ],
  'task-not-synced': ['notion-bot-api', { record: 'Another title' }],
  'mcp-down': [
    'orchestra',
    {
      sick: { 'orchestra/mcp-server': refused },
      samples: { 'http://mcp/metrics': new Problem('outside_unavailable', 'refused', 'h') },
    },
  ],
  'tool-slow': [
    'orchestra',
    {
      samples: {
        'http://mcp/metrics': [sample('tool_response_seconds', 4.5, { tool: 'continue' })],
      },
    },
  ],
  'success-rate-low': [
    'orchestra',
    { samples: { 'http://mcp/metrics': [sample('tool_success_ratio', 0.72, { tool: 'cursor' })] } },
  ],
  'cache-cold': [
    'orchestra',
    {
      samples: {
        'http://mcp/metrics': [sample('cache_hits_total', 30), sample('cache_misses_total', 70)],
      },
    },
  ],
  'github-401': [
    'finance-ppm',
    {
      sick: {
        'finance-ppm/github': { failure: 'auth', said: 'HTTP 401: GITHUB_TOKEN is refused' },
      },
    },
  ],
  'github-down': [
    'finance-ppm',
    { sick: { 'finance-ppm/github': { failure: 'server_error', said: 'HTTP 502 of GitHub' } } },
  ],
  'metric-out-of-band': [
    'oberaconnect',
    { sick: { 'oberaconnect/queue': { failure: 'out_of_band', said: 'queue_length is 900' } } },
  ],
  'metrics-unreadable': [
    'oberaconnect',
    { samples: { 'http://obera/metrics': new Problem('outside_unavailable', 'no answer', 'h') } },
  ],
  'job-failed': [
    'databricks',
    { job: { code: 'RUN_EXECUTION_ERROR', message: 'KeyError: budget_eur' } },
  ],
  'deploy-fails': [
    'finance-ppm',
    {
      deployment: {
        commit: '0123456789abcdef0123456789abcdef01234567',
        by: 'ben',
        at: now - 60_000,
        url: null,
        state: 'bad',
      },
    },
  ],
  'backup-fails': [
    'notion-bot-api',
    { recent: [failedBackup(now - 60_000)], backedUpAt: now - 40 * 3_600_000 },
  ],
  'backup-stale': ['notion-bot-api', { backedUpAt: now - 40 * 3_600_000 }],
  'setting-missing': [
    'sync',
    {
      settings: [
        { name: 'DATABRICKS_TOKEN', required: true, state: 'missing', shown: '' },
        { name: 'PAGER_KEY', required: false, state: 'missing', shown: '' },
      ],
    },
  ],
};

function failedBackup(at: number): Run {
  const run = newRun({
    id: 'R-AAAAAA',
    operation: 'backup.now',
    input: {},
    risk: 'routine',
    requestedBy: { person: 'ppm-oncall', via: 'system' },
    requestId: 'slot',
    channel: 'C01',
    undoOf: null,
    quiet: false,
    createdAt: at,
  });
  return { ...run, state: 'failed', updatedAt: at };
}

const diagnosed = (what: string, wrong: Wrong) => {
  const world = worldWith(wrong);
  return diagnoseTarget(world, targetOf(world, { what }));
};

describe('each scenario is named first', () => {
  it.each(Object.entries(cases))('%s', async (id, [what, wrong]) => {
    const { causes, missed } = await diagnosed(what, wrong);
    expect(missed).toEqual([]);
    expect(causes[0]?.scenario).toBe(id);
  });

  it.each(Object.entries(cases))(
    '%s alone: its effects are folded under it',
    async (_id, [what, wrong]) => {
      expect((await diagnosed(what, wrong)).causes).toHaveLength(1);
    },
  );

  it('and there is a case for each', () => {
    expect(Object.keys(cases).toSorted()).toEqual(Object.keys(scenarios).toSorted());
  });
});

it.each([
  ['oberaconnect', 'oberaconnect/portal-certificate', 'good for 90 days more, but after 1500 ms'],
  ['oberaconnect/api-dns', 'oberaconnect/api-dns', '1 address, but after 1500 ms'],
  ['finance-ppm', 'finance-ppm/github', 'HTTP 200, but after 1500 ms'],
])('%s that only answers late (%s) is not told to be broken', async (what, component, said) => {
  const { causes } = await diagnosed(what, {
    sick: { [component]: { failure: 'slow', said, status: 'warning' } },
  });
  expect(causes.map(({ scenario }) => scenario)).toEqual(['connection-timeout']);
});

describe('where all is well', () => {
  const whats = ['sync', 'notion', 'databricks', 'control-room', ...Object.keys(systems), 'disk'];
  it.each(whats)('diagnose %s names nothing', async (what) => {
    const { causes, missed } = await diagnosed(what, {});
    expect(causes).toEqual([]);
    expect(missed).toEqual([]);
  });
});
