// What each kind of failure means, and what the runbooks say to do about it.
import type { Finding, Suggestion } from '../../core/report.js';
import type { FailureKind } from '../sync/sync-state.js';

interface Meaning {
  cause: string;
  fix: string;
  /** The button, for a system. */
  offer(system: string | null): Suggestion | null;
}

const retry = (system: string | null): Suggestion | null =>
  system === null
    ? null
    : { label: 'Retry failed', operation: 'sync', input: { system, retryFailed: true } };
const access = (): Suggestion => ({ label: 'Check access', operation: 'notion.access', input: {} });

const meanings: Record<FailureKind, Meaning> = {
  auth: {
    cause: 'HTTP 401 or 403: the token is wrong, expired or was revoked.',
    fix: 'Check NOTION_API_KEY with `env`; regenerate the integration token in Notion, put it into the secret store, and restart the bot.',
    offer: () => ({ label: 'Show settings', operation: 'env', input: {} }),
  },
  not_shared: {
    cause: 'HTTP 404: the database is not shared with the integration, or its id is wrong.',
    fix: 'In Notion open the database, "…" menu, Connections, and add the integration; else correct its id in ppm.config.yaml.',
    offer: access,
  },
  not_found: {
    cause: 'HTTP 404: the page was moved, deleted, or is not shared with the integration.',
    fix: 'Look whether it is in the trash. A full refresh marks what is gone.',
    offer: (system) =>
      system === null
        ? null
        : { label: 'Full refresh', operation: 'sync', input: { system, full: true } },
  },
  schema: {
    cause:
      'HTTP 400: a property is missing, or a value does not fit its type. Names are case-sensitive.',
    fix: 'Compare the schema with what is expected, and add what is missing.',
    offer: () => ({ label: 'Show the schema', operation: 'notion.schema', input: {} }),
  },
  rate_limit: {
    cause:
      'HTTP 429: more calls a minute than Notion allows; somebody else may use the same integration.',
    fix: 'Wait a minute. If it stays, sync with a pause between batches, or pause syncs for a while.',
    offer: (system) =>
      system === null
        ? { label: 'Pause syncs for 15 min', operation: 'sync.pause', input: { for: '15m' } }
        : {
            label: 'Sync slowly',
            operation: 'sync',
            input: { system, retryFailed: true, batchDelay: 1 },
          },
  },
  timeout: {
    cause: 'Notion did not answer in time.',
    fix: 'See status.notion.so and the network; then retry what failed.',
    offer: retry,
  },
  unavailable: {
    cause: "Notion can't be reached, or answers 5xx.",
    fix: 'See status.notion.so; the sync goes on by itself when Notion is back. Then retry what failed.',
    offer: retry,
  },
  too_large: {
    cause: 'The page is larger than a row may be when it travels in a statement.',
    fix: 'Configure databricks.volume, so that rows are staged as files; or shorten the page.',
    offer: retry,
  },
  load: {
    cause: 'The warehouse did not take the rows.',
    fix: 'Look at the warehouse; then retry what failed.',
    offer: retry,
  },
  other: {
    cause: 'Not one of the known kinds.',
    fix: 'Look at what it said; then retry what failed.',
    offer: retry,
  },
};

/** A finding with the runbook's cause and fix for a kind of failure. */
export function failureFinding(
  kind: FailureKind,
  about: { title: string; evidence: string; system: string | null; severity: Finding['severity'] },
): Finding {
  const { cause, fix, offer } = meanings[kind];
  const suggestion = offer(about.system);
  return {
    severity: about.severity,
    title: about.title,
    evidence: about.evidence,
    cause,
    fix,
    ...(suggestion ? { suggestion } : {}),
  };
}
