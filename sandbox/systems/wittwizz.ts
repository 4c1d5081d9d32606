// The pretend sync of Wittwizz (runbook wittwizz, "Monitoring & Alerting"): /health/sync says how its sync is, /metrics how
// often it has failed.
import type { NotionSimulator } from '../notion/protocol.js';
import type { Flags } from './flags.js';
import { checkNotion } from './notion-check.js';
import { counted, wave, type Counted } from './numbers.js';
import { metricsText, single, startService, type Answer, type Service } from './service.js';
import type { SyncLock } from './sync-lock.js';
import type { SyncLog } from './sync-log.js';

export interface WittwizzParts {
  notion: Pick<NotionSimulator, 'faults'>;
  flags: Pick<Flags, 'has'>;
  lock: Pick<SyncLock, 'stale'>;
  log: Pick<SyncLog, 'catchUp'>;
  startedAt: number;
  now: () => number;
}

export interface Wittwizz extends Service {
  /** Its syncs begin to fail, or it was started anew and they don't. */
  fail(isFailing: boolean): void;
  /** How its sync is, and what is wrong. */
  sync(): SyncHealth;
}

export interface SyncHealth {
  status: 'healthy' | 'degraded' | 'locked' | 'unhealthy';
  error: string;
}

const failuresAtOnce = 3;
const failuresPerSecond = 1 / 300;

export async function startWittwizz(parts: WittwizzParts): Promise<Wittwizz> {
  const failures = counted(parts.startedAt, 0);
  const synced = counted(parts.startedAt, 64 / 1_800);
  let { startedAt } = parts;
  const service = await startService({
    'GET /health/sync': () => health(parts),
    'GET /metrics': () => ({ status: 200, body: metrics(parts, { failures, synced, startedAt }) }),
  });
  return {
    ...service,
    sync: () => syncHealth(parts),
    fail(isFailing) {
      const now = parts.now();
      failures.setRate(now, isFailing ? failuresPerSecond : 0);
      if (isFailing) return failures.add(failuresAtOnce);
      startedAt = now;
      for (const one of [failures, synced]) one.reset(now);
    },
  };
}

function syncHealth({ notion, flags, lock, now }: WittwizzParts): SyncHealth {
  const { status, message } = checkNotion(notion, wave(now(), 110, 240));
  if (status === 'unhealthy') return { status, error: message };
  const held = lock.stale();
  if (held) return { status: 'locked', error: `locked by process ${held.pid} since ${held.since}` };
  return flags.has('sync-failures')
    ? { status: 'degraded', error: 'sync failed: rate_limited' }
    : { status: 'healthy', error: '' };
}

/** It is asked how its sync is, and can always say so. */
function health(parts: WittwizzParts): Answer {
  parts.log.catchUp();
  const { status, error } = syncHealth(parts);
  const api = checkNotion(parts.notion, wave(parts.now(), 110, 240));
  return {
    status: 200,
    body: {
      status,
      notion: {
        status,
        ...(error === '' ? {} : { error }),
        latency_ms: api.latencyMs,
      },
      // The interface alone, whatever the sync makes of it.
      checks: {
        notion_api: {
          status: api.status,
          ...(api.message === '' ? {} : { error: api.message }),
        },
      },
    },
  };
}

function metrics(
  parts: WittwizzParts,
  state: { failures: Counted; synced: Counted; startedAt: number },
): string {
  const now = parts.now();
  return metricsText([
    single('notion_sync_failures_total', 'counter', 'Syncs that failed', state.failures.value(now)),
    single('notion_sync_pages_total', 'counter', 'Pages that were synced', state.synced.value(now)),
    single('notion_sync_duration_seconds', 'gauge', 'Of the last sync', wave(now, 21, 34, 4)),
    single(
      'process_start_time_seconds',
      'gauge',
      'Start time of the process since unix epoch in seconds',
      Math.floor(state.startedAt / 1000),
    ),
  ]);
}
