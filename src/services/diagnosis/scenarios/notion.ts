// What Notion says when it refuses: the same in all five runbooks. (Runbooks 1 "Troubleshoot Sync Failures", 2 scenarios 2, 3,
// 7, 3 "Common Sync Errors", 4 Issue 3, 5 "API Connection Issues")
import type { Scenario } from '../scenario.js';

export const notionScenarios = {
  'notion-401': {
    runbooks: [
      'finance-ppm#troubleshoot-sync-failures',
      'oberaconnect#2-http-401-unauthorized-errors',
      'wittwizz-notion-sync#error-authentication-failed',
      'orchestra#problem-notion-api-authentication-errors',
    ],
    symptom: 'Every call to Notion is refused; `Unauthorized` in the logs',
    title: 'Notion refuses the token of {what} (401)',
    what: 'the integration',
    cause: 'The token is wrong, has expired, or was revoked or replaced.',
    fix: [
      'Look with `env` whether the token is set and well-formed; never print it.',
      'Regenerate it at notion.so/my-integrations.',
      'Put it into the secret store and restart what uses it; `rotate notion` leads through it.',
      'Revoke the old one when the new one works.',
    ],
    offer: { label: 'Show settings', operation: 'env', input: {} },
  },
  'notion-403': {
    runbooks: [
      'finance-ppm#troubleshoot-sync-failures',
      'notion-bot-api#issue-3-tasks-not-syncing-with-notion',
    ],
    symptom: 'Notion answers 403 restricted_resource',
    title: 'The integration may not use {what} (403)',
    what: 'Notion',
    cause: 'The token is good, but the integration lacks the capability or the share.',
    fix: [
      'At notion.so/my-integrations give it the capabilities to read, update and insert content.',
      'In the database open "…", Connections, and see that the integration is listed.',
    ],
    offer: { label: 'Check access', operation: 'notion.access', input: {} },
  },
  'notion-404': {
    runbooks: [
      'finance-ppm#troubleshoot-sync-failures',
      'wittwizz-notion-sync#error-authentication-failed',
      'notion-bot-api#issue-3-tasks-not-syncing-with-notion',
      'orchestra#problem-missing-or-inconsistent-data',
    ],
    symptom: 'Notion answers 404 object_not_found for a database',
    title: '{what} is not shared with the integration (404)',
    what: 'A Notion database',
    cause: 'Nobody shared it with the integration, it was deleted, or its id is wrong.',
    fix: [
      'Open the database in Notion, "…", Connections, and add the integration.',
      'If it is listed there, correct the id in ppm.config.yaml.',
      'Sync again.',
    ],
    offer: { label: 'Check access', operation: 'notion.access', input: {} },
  },
  'notion-409': {
    runbooks: ['finance-ppm#troubleshoot-sync-failures'],
    symptom: 'Notion answers 409 conflict_error again and again',
    title: 'Notion reports conflicts on {what} (409)',
    what: 'what is written',
    cause: 'Somebody else, often a second sync of the same data, changes it at the same moment.',
    fix: [
      'Look whether two syncs run at once; stop one of them.',
      'Wait a minute, then retry what failed. Nothing was changed by the refused calls.',
    ],
    offer: { label: 'Sync status', operation: 'sync.status', input: {} },
  },
  'notion-429': {
    runbooks: [
      'finance-ppm#troubleshoot-sync-failures',
      'oberaconnect#3-http-429-rate-limited',
      'wittwizz-notion-sync#error-notion-api-rate-limit-exceeded',
      'notion-bot-api#when-rate-limits-are-hit',
      'orchestra#problem-rate-limiting',
    ],
    symptom: '429 rate_limited; syncs take longer, calls fail now and then',
    title: 'Notion limits the rate of {what} (429)',
    what: 'our calls',
    cause: 'More than about 3 calls a second; somebody else may use the same integration.',
    fix: [
      'Wait a minute: the limit ends by itself.',
      'If it stays, pause the syncs that can wait, or sync with a pause between batches.',
      'Then read fewer calls a minute, cache what is read often, and batch what is written.',
    ],
    offer: { label: 'Pause syncs for 15 min', operation: 'sync.pause', input: { for: '15m' } },
  },
  'notion-5xx': {
    runbooks: [
      'finance-ppm#p1-complete-outage',
      'notion-bot-api#issue-1-api-returns-503-service-unavailable',
    ],
    symptom: "Notion answers 5xx or can't be reached",
    title: 'Notion fails or is away for {what} (5xx)',
    what: 'everybody',
    cause: 'An outage at Notion, or of the network on the way there.',
    fix: [
      'Look at status.notion.so.',
      'Wait: syncs go on by themselves when Notion is back. Offline mode answers from what was last known.',
      'Then retry what failed.',
    ],
    offer: { label: 'Offline mode', operation: 'offline.on', input: {} },
  },
  'notion-timeout': {
    runbooks: ['oberaconnect#7-connection-timeout-errors'],
    symptom: 'ConnectionTimeout or ReadTimeout; checks fail now and then, syncs hang',
    title: 'Notion does not answer {what} in time',
    what: 'us',
    cause: 'Notion is slow, or the network, a proxy or DNS on the way is.',
    fix: [
      'Look at status.notion.so, and at the DNS and certificate components of `health`.',
      'See whether other addresses answer; look at the proxy settings if none does.',
      'Then retry what failed; a longer deadline only helps where answers come late.',
    ],
    offer: { label: 'Notion performance', operation: 'notion.performance', input: {} },
  },
  'notion-slow': {
    runbooks: ['orchestra#problem-slow-dashboard-loading'],
    symptom: 'Dashboards load slowly; calls take more than a second',
    title: 'Notion answers {what} slowly',
    what: 'us',
    cause: 'Notion is slow just now, or queries ask for more than they need.',
    fix: [
      'See with `notion performance` which database is slow.',
      'Read with filters and pages, and let what is cached live longer.',
    ],
    offer: { label: 'Notion performance', operation: 'notion.performance', input: {} },
  },
  'notion-page-gone': {
    runbooks: ['wittwizz-notion-sync#error-notion-page-not-found'],
    symptom: '404 for a page while the database answers',
    title: 'Pages of {what} are gone in Notion (404)',
    what: 'a database',
    cause: 'They were moved, deleted, or are not shared any more.',
    fix: [
      'Look whether they are in the trash, and put them back if they are needed.',
      'A full refresh marks what is gone.',
    ],
    offer: { label: 'Full refresh', operation: 'sync', input: { system: '{system}', full: true } },
  },
  'schema-changed': {
    runbooks: [
      'oberaconnect#4-notion-database-schema-mismatch',
      'wittwizz-notion-sync#error-invalid-property-value',
      'orchestra#problem-missing-or-inconsistent-data',
    ],
    symptom: '400 validation_error; "Property X does not exist"; new fields do not sync',
    title: 'The schema of {what} is not as expected (400)',
    what: 'a Notion database',
    cause: 'Somebody changed the database in Notion, or the sync expects a newer one.',
    fix: [
      'Compare it with what is expected; names count to the letter.',
      'Add what is missing; change types and rename by hand in Notion.',
      'Retry what failed. Recreate the database only if nothing else helps.',
    ],
    offer: {
      label: 'Show the schema',
      operation: 'notion.schema',
      input: { database: '{database}' },
    },
  },
  duplicates: {
    runbooks: ['oberaconnect#5-duplicate-records-in-notion'],
    symptom: 'The same record stands more than once; more records than in the source',
    title: '{what} has duplicates',
    what: 'A Notion database',
    cause: 'A sync created pages where it should have updated them.',
    fix: [
      'Keep the newest of each and put the others into the trash; that can be undone.',
      'In the sync use find_or_create_page() instead of create_page().',
    ],
    offer: {
      label: 'Archive duplicates',
      operation: 'notion.duplicates.archive',
      input: { database: '{database}' },
    },
  },
} as const satisfies Record<string, Scenario>;
