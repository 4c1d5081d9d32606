// Which cause has which others as its effect: where both are seen, the effect is told under its cause. A test sees that nothing
// explains itself by a detour.
import type { ScenarioId } from './scenarios.js';

/** What fails when a system can't reach Notion. */
const withoutNotion = [
  'notion-timeout',
  'circuit-open',
  'api-unhealthy',
  'command-fails',
  'errors-5xx',
  'partial-failure',
  'stale-data',
  'success-rate-low',
  'sync-failures',
  'task-not-synced',
] as const;

/** What fails when the warehouse doesn't answer. */
const withoutWarehouse = [
  'circuit-open',
  'control-room-down',
  'control-room-mock',
  'control-room-no-data',
  'partial-failure',
  'stale-data',
  'sync-failures',
] as const;

/** What is wrong when a job did not run: of what Notion says nothing is, the bot syncs that itself. */
const withoutJob = ['control-room-no-data', 'partial-failure', 'sync-failures'] as const;

/** What follows when one thing that a service stands on fails. */
const unwellService = [
  'api-unhealthy',
  'circuit-open',
  'command-fails',
  'connection-timeout',
  'errors-5xx',
  'partial-failure',
  'slow-api',
  'stale-data',
  'success-rate-low',
  'sync-failures',
  'task-not-synced',
] as const;

/** What is gone when a service is. */
const withoutService = [
  'api-unhealthy',
  'connection-timeout',
  'metrics-unreadable',
  'stale-data',
  'sync-failures',
  'task-not-synced',
] as const;

const exhausted = [
  'api-down',
  'control-room-down',
  'mcp-down',
  'mongodb-down',
  'redis-down',
  'restarts',
  'sync-not-running',
  ...unwellService,
] as const;

const unreachable = [
  ...withoutNotion,
  'api-down',
  'connection-timeout',
  'control-room-down',
  'github-down',
  'mcp-down',
  'metrics-unreadable',
  'mongodb-down',
  'notion-5xx',
  'redis-down',
  'warehouse-down',
] as const;

export const explains: Readonly<Partial<Record<ScenarioId, readonly ScenarioId[]>>> = {
  'notion-401': ['notion-5xx', 'notion-404', ...withoutNotion],
  'notion-403': ['notion-404', ...withoutNotion],
  'notion-404': ['partial-failure', 'stale-data', 'sync-failures', 'task-not-synced'],
  'notion-409': withoutNotion,
  'notion-429': ['notion-slow', 'tool-slow', 'slow-api', ...withoutNotion],
  'notion-5xx': withoutNotion,
  'notion-timeout': [
    'notion-slow',
    'tool-slow',
    'slow-api',
    ...withoutNotion.filter((one) => one !== 'notion-timeout'),
  ],
  'notion-page-gone': ['partial-failure', 'sync-failures'],
  'schema-changed': [
    'partial-failure',
    'stale-data',
    'sync-failures',
    'task-not-synced',
    'command-fails',
  ],
  'syncs-paused': ['stale-data', 'sync-not-running'],
  'sync-locked': ['sync-not-running', 'stale-data', 'sync-failures'],
  'row-too-large': ['partial-failure'],
  'partial-failure': ['sync-failures'],
  'command-fails': ['sync-failures', 'stale-data', 'partial-failure'],
  'sync-failures': ['stale-data'],
  'task-not-synced': ['sync-failures'],
  'sync-not-running': ['command-fails', ...withoutService],
  'warehouse-401': ['warehouse-down', ...withoutWarehouse],
  'warehouse-down': ['warehouse-slow', ...withoutWarehouse],
  'permission-denied': withoutWarehouse,
  'cluster-startup-failure': withoutJob,
  'driver-unreachable': withoutJob,
  'job-failed': withoutJob,
  'data-loss': ['table-missing', ...withoutWarehouse],
  'table-missing': withoutWarehouse,
  'control-room-down': ['connection-timeout', 'control-room-no-data'],
  'unifi-401': unwellService,
  'ninjaone-401': unwellService,
  'certificate-expired': unreachable,
  'certificate-untrusted': unreachable,
  'dns-failure': unreachable,
  'disk-full': exhausted,
  'low-memory': exhausted,
  'circuit-open': ['api-unhealthy', 'sync-failures', 'stale-data'],
  'mongodb-down': ['restarts', ...unwellService],
  'redis-down': ['cache-cold', ...unwellService],
  restarts: ['api-down', 'cache-cold', ...withoutService, 'errors-5xx', 'slow-api'],
  'api-down': withoutService,
  'mcp-down': withoutService,
  'errors-5xx': ['sync-failures'],
  'cache-cold': ['tool-slow'],
};
