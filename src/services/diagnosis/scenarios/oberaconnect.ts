// The failure scenarios of runbook 2: the sync service, its APIs, its machine, its network.
import type { Scenario } from '../scenario.js';

const exhaustion = 'oberaconnect#8-memory-disk-exhaustion';
const certificates = 'oberaconnect#9-ssl-certificate-errors';
const unauthorized = 'oberaconnect#2-http-401-unauthorized-errors';
const logs = { label: 'Logs', operation: 'logs', input: { what: '{system}' } };

export const oberaconnectScenarios = {
  'sync-not-running': {
    runbooks: [
      'oberaconnect#1-sync-job-not-running',
      'wittwizz-notion-sync#troubleshooting-checklist',
    ],
    symptom: 'No recent entries in the sync log; dashboards are stale',
    title: 'The sync of {what} is not running',
    what: 'a system',
    cause: 'The service crashed or was stopped, its cron job is off, or its credentials expired.',
    fix: [
      'Read the last lines of its log.',
      'Restart the service.',
      'Sync once by hand, and see that the data is fresh.',
    ],
    offer: { label: 'Restart …', operation: 'service.restart', input: { system: '{system}' } },
  },
  'unifi-401': {
    runbooks: [unauthorized],
    symptom: 'unifi_api is unhealthy; 401 from api.ui.com',
    title: 'UniFi refuses the token of {what} (401)',
    what: 'the sync',
    cause: 'The token has expired or was revoked.',
    fix: [
      'Look at the expiry of the token in UniFi Site Manager.',
      'Make a new one, put it into the secret store and restart the service.',
      'Retry what failed.',
    ],
    offer: logs,
  },
  'ninjaone-401': {
    runbooks: [unauthorized],
    symptom: 'ninjaone_api is unhealthy; 401 from app.ninjarmm.com',
    title: 'NinjaOne refuses the credentials of {what} (401)',
    what: 'the sync',
    cause: 'The OAuth client was revoked, or its secret was changed.',
    fix: [
      'Verify the OAuth client in NinjaOne, and regenerate its secret if needed.',
      'Put it into the secret store and restart the service.',
      'Retry what failed.',
    ],
    offer: logs,
  },
  'service-401': {
    runbooks: [unauthorized],
    symptom: 'A component answers 401 or 403',
    title: '{what} refuses our credentials (401)',
    what: 'A component',
    cause: 'The token in the headers of its component is wrong, or may not do this.',
    fix: ['Check the setting that its headers name with `env`, and replace it.'],
    offer: { label: 'Show settings', operation: 'env', input: {} },
  },
  'command-fails': {
    runbooks: ['oberaconnect#1-sync-job-not-running', 'oberaconnect#6-partial-sync-failure'],
    symptom: 'The sync command ends with an exit code other than 0',
    title: 'The sync command of {what} fails',
    what: 'a system',
    cause: 'The script says why in its last lines.',
    fix: ['Read what it said.', 'Mend that, and sync again.'],
    offer: { label: 'Sync again', operation: 'sync', input: { system: '{system}' } },
  },
  'connection-timeout': {
    runbooks: ['oberaconnect#7-connection-timeout-errors'],
    symptom: 'ConnectionTimeout or ReadTimeout; checks fail now and then',
    title: '{what} does not answer in time',
    what: 'A component',
    cause: 'It hangs, is overloaded, or the network on the way is slow.',
    fix: [
      'See in `health` whether other components of the same host answer.',
      'Look at the load and the log of its machine.',
      'Restart it if it hangs; a longer deadline only helps where answers come late.',
    ],
    offer: logs,
  },
  'disk-full': {
    runbooks: [exhaustion, 'notion-bot-api#daily-health-checks'],
    symptom: 'A disk is more than 80 % full',
    title: 'The disk of {what} is nearly full',
    what: 'a machine',
    cause: 'Logs, backups or images fill it.',
    fix: [
      'Find what is large (df -h, du).',
      'Delete logs that are older than 30 days and rotated, never one that is being written.',
      'Set up log rotation, or make the disk larger.',
    ],
    offer: { label: 'Clean up …', operation: 'service.clean', input: { system: '{system}' } },
  },
  'low-memory': {
    runbooks: [exhaustion, 'notion-bot-api#daily-health-checks'],
    symptom: 'MemoryError; processes killed by OOM; less than 500 MB available',
    title: '{what} is short of memory',
    what: 'A machine',
    cause: 'A process needs more than there is: a leak, or batches that are too large.',
    fix: [
      'Find the process (ps aux --sort=-%mem; docker stats).',
      'Restart it, and use smaller batches (sync_batch_size 25 instead of 50).',
      'Raise the memory limit of the container. Never write to drop_caches: it frees nothing that is lacking, and slows the machine.',
    ],
    offer: { label: 'Restart …', operation: 'service.restart', input: { system: '{system}' } },
  },
  'certificate-expired': {
    runbooks: [certificates],
    symptom: 'CERTIFICATE_VERIFY_FAILED: certificate has expired',
    title: 'The certificate of {what} has expired',
    what: 'a host',
    cause: 'It was not renewed in time.',
    fix: [
      'Renew it on the server, and reload what serves it.',
      'See with `health` that the new one is served.',
      'Find out why the renewal did not run. Never switch verification off.',
    ],
  },
  'certificate-expiring': {
    runbooks: [certificates],
    symptom: 'A certificate has few days left',
    title: 'The certificate of {what} expires soon',
    what: 'a host',
    cause: 'Its renewal is due, or did not run.',
    fix: ['Renew it before it expires, and reload what serves it.'],
  },
  'certificate-untrusted': {
    runbooks: [certificates],
    symptom: 'SSLCertVerificationError; it works in a browser but not in a script',
    title: 'The certificate of {what} is not trusted',
    what: 'a host',
    cause: 'The CA is missing: old CA certificates, a proxy of the company, or the wrong host.',
    fix: [
      'Look at the chain (openssl s_client -connect host:443 -servername host).',
      'Update ca-certificates, and certifi for Python.',
      "Behind a proxy trust its CA (caCertificate of the component, REQUESTS_CA_BUNDLE); don't switch verification off.",
    ],
  },
  'dns-failure': {
    runbooks: ['oberaconnect#7-connection-timeout-errors'],
    symptom: 'Names of hosts are not resolved',
    title: 'The name of {what} is not resolved (DNS)',
    what: 'a host',
    cause: 'The name server is away, or the name is wrong or gone.',
    fix: [
      'Ask another name server (nslookup api.notion.com 1.1.1.1).',
      'If that answers, look at the resolver of the machine; restart systemd-networkd there if needed.',
      'If none does, see who owns the name.',
    ],
  },
  'circuit-open': {
    runbooks: ['oberaconnect#10-circuit-breaker-open', 'orchestra#1-system-outage-response'],
    symptom: 'CircuitOpenError; calls fail at once without being tried',
    title: 'The circuit of {what} is open',
    what: 'an API',
    cause: 'Calls failed several times in a row, so they are not tried for a while (60 s).',
    fix: [
      'Find out whether the API behind it fails; that is the cause.',
      'Wait: it tries again by itself. One of the bot can be reset.',
      'Restart the service only if the API answers and the circuit stays open.',
    ],
    offer: { label: 'Reset the circuit', operation: 'circuits.reset', input: { name: '{name}' } },
  },
} as const satisfies Record<string, Scenario>;
