// For every failure switch what is asked, and what the sockets of the pretend company say while it is thrown and healed.
import { expect } from 'vitest';
import { credentials, notionDatabases, notionPageId } from '../../../sandbox/company.js';
import type { PretendCompany } from '../../../sandbox/pretend-company.js';
import { mongoToolFaults } from '../../../sandbox/placed-config.js';
import { until } from '../../../sandbox/until.js';
import { pretended, runTool } from '../../engines/mongo/run-tool.js';
import { json, looksAt, statusOf } from './looks.js';
import { ask, askNotion, handshake, metric, pingMongo, pingRedis, resolved } from './support.js';

const { projects, customerStatus } = notionDatabases;
const programme = notionPageId(projects, 0);

/** What is asked, and what is said while it is thrown and while it is not. */
export type Case = [id: string, look: () => Promise<unknown>, thrown: unknown, healed: unknown];
const above = (limit: number): unknown => expect.toSatisfy((value) => Number(value) > limit);
const below = (limit: number): unknown => expect.toSatisfy((value) => Number(value) < limit);

/** @param company it is opened later */
export function casesAt(company: () => PretendCompany): Case[] {
  const { room, obera, wittwizz, orchestra, bot, check, doubles, syncCommand } = looksAt(company);
  const { staleRisks, lastCompleted, differing, ratio, errorShare, age } = looksAt(company);
  const lastEnding = async () =>
    company().warehouse.jobs.runs('silver_transformations')[0]?.ending?.code;
  return [
    ['cluster-startup-failure', lastEnding, 'CLUSTER_ERROR', 'SUCCESS'],
    ['driver-unreachable', lastEnding, 'DRIVER_ERROR', 'SUCCESS'],
    ['data-loss', lastEnding, 'RUN_EXECUTION_ERROR', 'SUCCESS'],
    ['permission-denied', lastEnding, 'UNAUTHORIZED_ERROR', 'SUCCESS'],
    ['deploy-fails', () => deployed(company()), 'failure', 'success'],
    ['backup-fails', () => dumped(company()), 1, 0],
    ['notion-401', () => statusOf(askNotion(company(), 'users/me')), 401, 200],
    ['notion-403', () => statusOf(askNotion(company(), 'users/me')), 403, 200],
    ['notion-404', () => statusOf(askNotion(company(), `databases/${projects.id}`)), 404, 200],
    [
      'notion-409',
      () => statusOf(askNotion(company(), `data_sources/${projects.dataSourceId}/query`, 'POST')),
      409,
      200,
    ],
    ['notion-429', () => statusOf(askNotion(company(), 'users/me')), 429, 200],
    ['notion-5xx', () => statusOf(askNotion(company(), 'users/me')), 503, 200],
    ['notion-timeout', () => statusOf(askNotion(company(), 'users/me')), 0, 200],
    [
      'partial-failure',
      async () => [
        await statusOf(askNotion(company(), `pages/${programme}/properties/title`)),
        await statusOf(askNotion(company(), `pages/${notionPageId(projects, 1)}/properties/title`)),
      ],
      [0, 200],
      [200, 200],
    ],
    [
      'schema-changed',
      async () => (await askNotion(company(), `data_sources/${customerStatus.dataSourceId}`)).text,
      expect.not.stringContaining('Open tickets'),
      expect.stringContaining('Open tickets'),
    ],
    ['duplicates', async () => doubles(), 4, 0],
    ['stale-data', staleRisks, 1, 0],
    ['task-not-synced', async () => differing(), 1, 0],
    [
      'warehouse-down',
      () => json(`${room()}/api/health`),
      { status: 'unhealthy', checks: { databricks: { error: 'Connection refused' } } },
      { status: 'healthy' },
    ],
    ['warehouse-401', () => statusOf(ask(`${room()}/api/kpis`)), 502, 200],
    ['control-room-down', () => statusOf(ask(`${room()}/api/health`)), 0, 200],
    [
      'control-room-mock',
      () => json(`${room()}/api/kpis`),
      { source: 'mock' },
      { source: 'databricks' },
    ],
    [
      'control-room-no-data',
      async () => {
        const { text: body } = await ask(`${room()}/api/kpis`);
        const { status, kpis } = JSON.parse(body);
        return { status, kpis: kpis.length };
      },
      { status: 'empty', kpis: 0 },
      { status: 'ok', kpis: 6 },
    ],
    [
      'github-401',
      () =>
        statusOf(
          ask(`${company().github.url}/user`, {
            headers: { authorization: `Bearer ${credentials.githubToken}` },
          }),
        ),
      401,
      200,
    ],
    [
      'sync-not-running',
      async () => ({ hours: await lastCompleted(), health: await json(`${obera()}/health`) }),
      { hours: above(25), health: { status: 'healthy', sync: { status: 'stopped' } } },
      { hours: below(1), health: { status: 'healthy', sync: { status: 'running' } } },
    ],
    [
      'unifi-401',
      async () => ({
        check: await check('unifi_api'),
        ready: await statusOf(ask(`${obera()}/ready`)),
      }),
      { check: { status: 'unhealthy', message: expect.stringContaining('401') }, ready: 503 },
      { check: { status: 'healthy' }, ready: 200 },
    ],
    [
      'certificate-expired',
      () => handshake(company().portal.port, company().portal.caPath),
      { trust: 'CERT_HAS_EXPIRED', daysLeft: below(0) },
      { trust: 'trusted', daysLeft: above(60) },
    ],
    [
      'certificate-expiring',
      () => handshake(company().portal.port, company().portal.caPath),
      { trust: 'trusted', daysLeft: below(7) },
      { trust: 'trusted', daysLeft: above(60) },
    ],
    ['disk-full', () => metric(obera(), 'disk_used_percent'), above(80), below(80)],
    ['low-memory', () => metric(obera(), 'memory_available_megabytes'), below(500), above(500)],
    ['dns-failure', () => resolved(company().dns.server, 'api.ui.com'), 'ENOTFOUND', '127.0.0.1'],
    [
      'circuit-open',
      () => check('ninjaone_api'),
      { status: 'unhealthy', circuit: 'open' },
      { status: 'healthy', circuit: 'closed' },
    ],
    [
      'command-fails',
      syncCommand,
      { code: 1, said: expect.stringContaining('ModuleNotFoundError') },
      { code: 0, said: expect.stringContaining('Sync completed') },
    ],
    [
      'sync-locked',
      () => json(`${wittwizz()}/health/sync`),
      { notion: { status: 'locked', error: expect.stringContaining('locked by process') } },
      { notion: { status: 'healthy' } },
    ],
    ['sync-failures', () => metric(wittwizz(), 'notion_sync_failures_total'), 3, 0],
    [
      'mongodb-down',
      async () => ({
        ping: await pingMongo(company().mongo.uri),
        health: await json(`${bot()}/health`),
      }),
      {
        ping: expect.stringContaining('ECONNREFUSED'),
        health: {
          status: 'unhealthy',
          checks: { database: { status: 'unhealthy', error: 'Connection refused' } },
        },
      },
      { ping: 'ok', health: { status: 'healthy' } },
    ],
    [
      'redis-down',
      () => pingRedis(company().redis.url),
      /ECONNREFUSED|Connection is closed/,
      'PONG',
    ],
    [
      'slow-api',
      () => metric(bot(), 'http_request_duration_seconds{quantile="0.95"}'),
      above(1),
      below(0.5),
    ],
    // In this order: what answers 500 is mended by a restart.
    ['restarts', age, below(4), above(3_600)],
    ['errors-5xx', errorShare, above(0.05), below(0.01)],
    [
      'tool-slow',
      () => metric(orchestra(), 'tool_response_seconds{tool="continue"}'),
      above(4),
      below(1),
    ],
    [
      'success-rate-low',
      () => metric(orchestra(), 'tool_success_ratio{tool="cursor"}'),
      below(0.8),
      above(0.95),
    ],
    ['cache-cold', ratio, below(0.6), above(0.8)],
    ['mcp-down', () => statusOf(ask(`${orchestra()}/health`)), 0, 200],
  ];
}

/** Exit code of the pretended mongodump. */
async function dumped({ mongo, dataDir }: PretendCompany): Promise<number | null> {
  const words = [
    ...pretended('mongodump'),
    `--faults=${mongoToolFaults(dataDir)}`,
    `--uri=${mongo.uri}`,
    '--db=notion_bot',
    `--archive=${dataDir}/case.archive.gz`,
    '--gzip',
  ];
  return (await runTool(words)).code;
}

/** What a deployment to staging comes to. */
async function deployed({ github }: PretendCompany): Promise<string | null> {
  const path = `/repos/meridian-finance/ppm-platform/actions/workflows/deploy-control-room.yml/dispatches`;
  const body = {
    ref: 'main',
    inputs: { environment: 'staging', ppm_run: `case-${github.dispatches()}` },
  };
  const answer = await ask(`${github.url}${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${credentials.githubToken}`,
      'user-agent': 'test',
      'content-type': 'application/json',
    },
    body: JSON.stringify(body),
  });
  expect(answer.status).toBe(204);
  return until('it has ended', () => github.runs()[0]?.conclusion ?? null);
}
