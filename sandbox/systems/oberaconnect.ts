// The pretend sync service of OberaConnect (runbook oberaconnect): /health says that it lives and how the interfaces that it
// uses are, /ready says as health_check.py does whether it can work, /metrics has the names of the runbook's alerts.
import type { NotionSimulator } from '../notion/protocol.js';
import type { Flags } from './flags.js';
import { checkNotion, type Checked } from './notion-check.js';
import { wave } from './numbers.js';
import { metricsText, single, startService, type Answer, type Service } from './service.js';
import type { SyncLog } from './sync-log.js';

export interface OberaconnectParts {
  notion: Pick<NotionSimulator, 'faults'>;
  flags: Pick<Flags, 'has'>;
  log: SyncLog;
  /** Epoch milliseconds at which its process began. */
  startedAt: number;
  now: () => number;
}

type Components = Record<'notion_api' | 'unifi_api' | 'ninjaone_api' | 'disk' | 'memory', Checked>;

const mostPercent = 80;
const leastMegabytes = 500;

export function startOberaconnect(parts: OberaconnectParts): Promise<Service> {
  return startService({
    'GET /health': () => health(parts),
    'GET /ready': () => ready(parts),
    'GET /metrics': () => ({ status: 200, body: metrics(parts) }),
  });
}

/** It is alive as long as it can say so, whatever its interfaces do. */
function health(parts: OberaconnectParts): Answer {
  parts.log.catchUp();
  const { notion_api, unifi_api, ninjaone_api } = oberaconnectComponents(parts);
  const { flags, log } = parts;
  return {
    status: 200,
    body: {
      status: 'healthy',
      checks: {
        notion_api: shown(notion_api),
        unifi_api: shown(unifi_api),
        ninjaone_api: {
          ...shown(ninjaone_api),
          circuit: flags.has('circuit-open') ? 'open' : 'closed',
        },
      },
      sync: {
        status: flags.has('sync-not-running') ? 'stopped' : 'running',
        last_completed: new Date(log.lastCompleted()).toISOString(),
      },
    },
  };
}

function ready(parts: OberaconnectParts): Answer {
  const components = Object.entries(oberaconnectComponents(parts));
  const isReady = components.every(([, { status }]) => status === 'healthy');
  return {
    status: isReady ? 200 : 503,
    body: {
      status: isReady ? 'healthy' : 'unhealthy',
      components: Object.fromEntries(components.map(([name, checked]) => [name, shown(checked)])),
    },
  };
}

function shown({ status, latencyMs, message }: Checked): object {
  return { status, latency_ms: latencyMs, message: message === '' ? 'OK' : message };
}

export function oberaconnectComponents(parts: OberaconnectParts): Components {
  const { notion, flags } = parts;
  const now = parts.now();
  const bad = (message: string, latencyMs: number): Checked => ({
    status: 'unhealthy',
    latencyMs,
    message,
  });
  const good = (latencyMs: number): Checked => ({ status: 'healthy', latencyMs, message: '' });
  const disk = diskPercent(parts);
  const memory = memoryMegabytes(parts);
  return {
    notion_api: checkNotion(notion, wave(now, 120, 260)),
    unifi_api: flags.has('unifi-401')
      ? bad('HTTP 401 {"error": "Unauthorized"}', wave(now, 60, 90, 1))
      : good(wave(now, 80, 190, 1)),
    ninjaone_api: flags.has('circuit-open')
      ? bad('CircuitOpenError: circuit ninjaone_api is open after 5 failures', 0)
      : good(wave(now, 150, 320, 2)),
    disk: disk > mostPercent ? bad(`disk ${disk} % used`, 0) : good(0),
    memory: memory < leastMegabytes ? bad(`memory ${memory} MB available`, 0) : good(0),
  };
}

const diskPercent = ({ flags, now }: OberaconnectParts): number =>
  flags.has('disk-full') ? wave(now(), 96, 98) : wave(now(), 60, 63);
const memoryMegabytes = ({ flags, now }: OberaconnectParts): number =>
  flags.has('low-memory') ? wave(now(), 190, 240) : wave(now(), 1_800, 2_400);

function metrics(parts: OberaconnectParts): string {
  parts.log.catchUp();
  const components = Object.entries(oberaconnectComponents(parts));
  const isHealthy = components.every(([, { status }]) => status === 'healthy');
  const labelled = (valueOf: (checked: Checked) => number) =>
    components.map(([component, checked]) => ({ labels: { component }, value: valueOf(checked) }));
  return metricsText([
    single(
      'oberaconnect_healthy',
      'gauge',
      'Whether all components are healthy',
      isHealthy ? 1 : 0,
    ),
    {
      name: 'oberaconnect_component_healthy',
      type: 'gauge',
      help: 'Whether a component is healthy',
      samples: labelled(({ status }) => (status === 'healthy' ? 1 : 0)),
    },
    {
      name: 'oberaconnect_component_latency_ms',
      type: 'gauge',
      help: 'How long a component took to answer',
      samples: labelled(({ latencyMs }) => latencyMs),
    },
    single('disk_used_percent', 'gauge', 'Of the disk with logs and data', diskPercent(parts)),
    single('memory_available_megabytes', 'gauge', 'Free memory', memoryMegabytes(parts)),
    single(
      'oberaconnect_last_sync_timestamp_seconds',
      'gauge',
      'When a sync was last completed',
      Math.floor(parts.log.lastCompleted() / 1000),
    ),
    single(
      'process_start_time_seconds',
      'gauge',
      'Start time of the process since unix epoch in seconds',
      Math.floor(parts.startedAt / 1000),
    ),
  ]);
}
