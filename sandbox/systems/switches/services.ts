// Failures of the other four systems' own servers, syncs and machines.
import type { CertificateState } from '../../portal/certificates.js';
import { flagSwitch, type FailureSwitch } from './parts.js';

const oberaconnect = 'oberaconnect';
const wittwizz = 'wittwizz';
const botApi = 'notion-bot-api';
const orchestra = 'orchestra';
const certificates = 'oberaconnect#9-ssl-certificate-errors';
const exhaustion = 'oberaconnect#8-memory-disk-exhaustion';
const restored = 'valid';

function certificateSwitch(id: string, title: string, state: CertificateState): FailureSwitch {
  return {
    id,
    system: oberaconnect,
    title,
    runbook: certificates,
    on: ({ portal }) => portal.present(state),
    async off({ portal }) {
      if (portal.certificate() === state) await portal.present(restored);
    },
    isOn: ({ portal }) => portal.certificate() === state,
  };
}

export const serviceSwitches: readonly FailureSwitch[] = [
  flagSwitch('sync-not-running', {
    system: oberaconnect,
    title: 'The sync service does not run',
    runbook: 'oberaconnect#1-sync-job-not-running',
  }),
  flagSwitch('unifi-401', {
    system: oberaconnect,
    title: 'UniFi refuses the token (401)',
    runbook: 'oberaconnect#2-http-401-unauthorized-errors',
  }),
  certificateSwitch('certificate-expired', 'The portal’s certificate has expired', 'expired'),
  certificateSwitch(
    'certificate-expiring',
    'The portal’s certificate expires in 5 days',
    'expiring',
  ),
  flagSwitch('disk-full', { system: oberaconnect, title: 'The disk is full', runbook: exhaustion }),
  flagSwitch('low-memory', { system: oberaconnect, title: 'Memory runs out', runbook: exhaustion }),
  {
    id: 'dns-failure',
    system: oberaconnect,
    title: 'Names can’t be resolved',
    runbook: 'oberaconnect#7-connection-timeout-errors',
    on: ({ dns }) => dns.setMode('nxdomain'),
    off: ({ dns }) => dns.setMode('answers'),
    isOn: ({ dns }) => dns.mode() !== 'answers',
  },
  flagSwitch('circuit-open', {
    system: oberaconnect,
    title: 'Its circuit to NinjaOne is open',
    runbook: 'oberaconnect#10-circuit-breaker-open',
  }),
  syncFaultSwitch({
    id: 'command-fails',
    system: oberaconnect,
    title: 'The sync command crashes',
    runbook: 'oberaconnect#1-sync-job-not-running',
    sync: 'customer-status-sync',
    kind: 'crash',
  }),
  {
    id: 'sync-locked',
    system: wittwizz,
    title: 'A killed sync has left its lock',
    runbook: 'wittwizz#reset-sync-state',
    on: ({ systems }) => systems.lock.leave(),
    off: ({ systems }) => systems.lock.clear(),
    isOn: ({ systems }) => systems.lock.stale() !== null,
  },
  flagSwitch('sync-failures', {
    system: wittwizz,
    title: 'Syncs fail again and again',
    runbook: 'wittwizz#set-up-alerts',
  }),
  {
    id: 'mongodb-down',
    system: botApi,
    title: 'MongoDB refuses connections',
    runbook: 'notion-bot-api#issue-1-api-returns-503-service-unavailable',
    on: ({ mongo }) => mongo.setUp(false),
    off: ({ mongo }) => mongo.setUp(true),
    isOn: ({ mongo }) => !mongo.isUp(),
  },
  {
    id: 'redis-down',
    system: botApi,
    title: 'Redis refuses connections',
    runbook: 'notion-bot-api#emergency-rate-limit-response',
    on: ({ redis }) => redis.setUp(false),
    off: ({ redis }) => redis.setUp(true),
    isOn: ({ redis }) => !redis.isUp(),
  },
  flagSwitch('slow-api', {
    system: botApi,
    title: 'The API is slow: p95 above 2 s',
    runbook: 'notion-bot-api#issue-2-high-latency-slow-response-times',
  }),
  flagSwitch('errors-5xx', {
    system: botApi,
    title: 'The API answers 500 to many',
    runbook: 'notion-bot-api#metrics-to-monitor',
  }),
  flagSwitch('restarts', {
    system: botApi,
    title: 'The container restarts in a loop',
    runbook: 'notion-bot-api#issue-4-container-keeps-restarting',
  }),
  flagSwitch('tool-slow', {
    system: orchestra,
    title: 'A tool is slow: continue above 4 s',
    runbook: 'orchestra#response-time-analysis',
  }),
  flagSwitch('success-rate-low', {
    system: orchestra,
    title: 'Calls of a tool fail: cursor below 80 %',
    runbook: 'orchestra#success-rate-monitoring',
  }),
  flagSwitch('cache-cold', {
    system: orchestra,
    title: 'The cache misses most of the time',
    runbook: 'orchestra#database-performance',
  }),
  {
    id: 'mcp-down',
    system: orchestra,
    title: 'The MCP server can’t be reached',
    runbook: 'orchestra#morning-startup-checklist',
    on: ({ systems }) => systems.orchestra.setOpen(false),
    off: ({ systems }) => systems.orchestra.setOpen(true),
    isOn: ({ systems }) => !systems.orchestra.isOpen(),
  },
];

/** A fault of a sync that the bot starts; it stays until it is switched off. */
function syncFaultSwitch({
  sync,
  kind,
  ...words
}: Pick<FailureSwitch, 'id' | 'system' | 'title' | 'runbook'> & {
  sync: 'customer-status-sync';
  kind: string;
}): FailureSwitch {
  return {
    ...words,
    async on({ syncFaults }) {
      await syncFaults.replace({ ...(await syncFaults.get()), [sync]: { kind, count: -1 } });
    },
    async off({ syncFaults }) {
      const { [sync]: _, ...others } = await syncFaults.get();
      await syncFaults.replace(others);
    },
    async isOn({ syncFaults }) {
      const fault = (await syncFaults.get())[sync];
      return fault?.kind === kind && fault.count !== 0;
    },
  };
}
