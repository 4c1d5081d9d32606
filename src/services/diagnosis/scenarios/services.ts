// The services: the Wittwizz sync, the Notion Bot API, the tools of Orchestra. (Runbook 3 "Sync State Recovery"; runbook 4
// "Common Issues"; runbook 5 "Metrics Interpretation")
import type { Scenario } from '../scenario.js';

const issue1 = 'notion-bot-api#issue-1-api-returns-503-service-unavailable';
const issue2 = 'notion-bot-api#issue-2-high-latency-slow-response-times';
const logs = { label: 'Logs', operation: 'logs', input: { what: '{system}' } };

export const wittwizzScenarios = {
  'sync-locked': {
    runbooks: ['wittwizz-notion-sync#3-reset-sync-state'],
    symptom: 'Every sync says that another one holds the lock, and none runs',
    title: 'A stale lock holds the sync of {what}',
    what: 'a system',
    cause: 'The sync that took the lock died and did not give it back.',
    fix: ['See that no sync runs.', 'Clear the lock, and retry what failed.'],
    offer: { label: 'Unlock', operation: 'sync.unlock', input: { system: '{system}' } },
  },
  'sync-failures': {
    runbooks: [
      'wittwizz-notion-sync#2-set-up-alerts',
      'finance-ppm#troubleshoot-sync-failures',
      'oberaconnect#6-partial-sync-failure',
    ],
    symptom: 'notion_sync_failures_total rises; the last sync failed',
    title: 'Syncs of {what} fail',
    what: 'a system',
    cause: 'Not one of the causes that are looked for: its log tells more.',
    fix: ['Read what failed in the log.', 'Mend that, then retry what failed.'],
    offer: {
      label: 'Retry failed',
      operation: 'sync',
      input: { system: '{system}', retryFailed: true },
    },
  },
} as const satisfies Record<string, Scenario>;

export const botApiScenarios = {
  'mongodb-down': {
    runbooks: [issue1],
    symptom: 'Health answers 503 with database unhealthy; connection refused',
    title: 'MongoDB of {what} does not answer',
    what: 'the API',
    cause: 'It is stopped, its disk is full, or its URI or credentials are wrong.',
    fix: [
      'Look whether it runs, and at its log (docker-compose ps mongodb, logs mongodb).',
      'Start it; look at the disk first if it stops again.',
      'Verify that MONGODB_URI is set and names the right host; never print it.',
    ],
    offer: { label: 'Health', operation: 'health', input: { system: '{system}' } },
  },
  'redis-down': {
    runbooks: [issue1],
    symptom: 'The cache answers no ping',
    title: 'Redis of {what} does not answer',
    what: 'the API',
    cause: 'It is stopped, out of memory, or its URL or password is wrong.',
    fix: [
      'Look whether it runs, and at its log; start it.',
      'Look at its memory limit. The API works without it, but slower and with more calls to Notion.',
    ],
    offer: { label: 'Health', operation: 'health', input: { system: '{system}' } },
  },
  'api-down': {
    runbooks: [issue1, 'notion-bot-api#issue-4-container-keeps-restarting'],
    symptom: 'Connection refused, or no answer at all',
    title: '{what} does not answer',
    what: 'A service',
    cause: 'It is stopped, or failed at its start.',
    fix: [
      'Look at the state of its container and its last 100 log lines.',
      'Check its settings and whether its port is taken.',
      'Restart it; go back to the last good version if it fails again.',
    ],
    offer: { label: 'Service', operation: 'service.status', input: { system: '{system}' } },
  },
  'api-unhealthy': {
    runbooks: [issue1],
    symptom: 'The health check answers 503, or a part of it is unhealthy',
    title: '{what} says that it is not healthy',
    what: 'A service',
    cause: 'Something that it stands on fails; its answer names what.',
    fix: [
      'Read which check of its answer is unhealthy, and mend that.',
      'Restart the service only if it stays unhealthy after that.',
    ],
    offer: logs,
  },
  'slow-api': {
    runbooks: [issue2],
    symptom: 'P95 above 500 ms; requests take more than a second',
    title: '{what} is slow',
    what: 'A service',
    cause: 'Slow database queries, the rate limit of Notion, or too little CPU or memory.',
    fix: [
      'See which of these it is: rate-limit hits, then CPU and memory, then slow queries.',
      'For queries, profile with a threshold (setProfilingLevel(1, {slowms: 100})) and add the index; level 2 slows the database more.',
      'Cache what is read often; then more instances.',
    ],
    offer: { label: 'Slow queries', operation: 'mongo.slow', input: { system: '{system}' } },
  },
  'errors-5xx': {
    runbooks: ['notion-bot-api#metrics-to-monitor'],
    symptom: 'More than 1 % of the answers are 5xx',
    title: '{what} answers with errors (5xx)',
    what: 'A service',
    cause: 'Its code or what it stands on fails; its log has the traces.',
    fix: [
      'Read the errors in its log.',
      'See what was deployed last, and go back if the errors began with it.',
    ],
    offer: { label: 'Logs', operation: 'service.logs', input: { system: '{system}' } },
  },
  restarts: {
    runbooks: ['notion-bot-api#issue-4-container-keeps-restarting'],
    symptom: 'The container restarts again and again',
    title: '{what} keeps restarting',
    what: 'A service',
    cause: 'A wrong or missing setting, a taken port, too little memory, or an error in its code.',
    fix: [
      'Read the last 100 lines before it ends.',
      'Check its settings (docker-compose config), its port (8000) and its memory limit.',
      'Go back to the last good version if it began with a deployment.',
    ],
    offer: { label: 'Logs', operation: 'service.logs', input: { system: '{system}' } },
  },
  'backup-fails': {
    runbooks: ['notion-bot-api#mongodb-backup', 'notion-bot-api#backup-best-practices'],
    symptom: 'A backup ended with an error, or its size is odd',
    title: 'The last backup of {what} failed',
    what: 'a database',
    cause: 'mongodump failed, the disk is full, or the off-site copy was refused: the run tells.',
    fix: [
      'Read what the run said.',
      'Mend that, and make a backup now.',
      'Verify it: a backup that was never restored is none.',
    ],
    offer: { label: 'Back up now', operation: 'backup.now', input: {} },
  },
  'backup-stale': {
    runbooks: ['notion-bot-api#automated-daily-backup'],
    symptom: 'No backup in the last 26 hours',
    title: 'The newest backup of {what} is too old',
    what: 'a database',
    cause: 'The daily backup did not run: the bot was away, or its schedule is paused.',
    fix: ['Make a backup now.', 'See in `schedule` why it did not run.'],
    offer: { label: 'Back up now', operation: 'backup.now', input: {} },
  },
  'task-not-synced': {
    runbooks: ['notion-bot-api#issue-3-tasks-not-syncing-with-notion'],
    symptom: 'Tasks made in the API do not appear in Notion, or stay old there',
    title: 'Tasks of {what} do not get to Notion',
    what: 'the API',
    cause: 'The database is not shared, its id is wrong, or a field does not fit its property.',
    fix: [
      'Look at one task with `task show <id>`: what differs, and its sync.',
      'Check that the database is shared and its schema as expected.',
      'Sync them again.',
    ],
    offer: { label: 'Sync now', operation: 'sync', input: { system: '{system}' } },
  },
} as const satisfies Record<string, Scenario>;
