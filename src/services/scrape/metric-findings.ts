// What a figure out of its band means, and what the runbooks say to do about it. (Runbook 4 "Issue 2: High Latency",
// "Reducing Rate Limit Hits"; runbook 5 "Common Success Rate Issues", "Performance Optimization Checklist"; runbook 3 "Set
// Up Alerts")
import type { Finding, Suggestion } from '../../core/report.js';
import type { System } from '../systems/systems.js';
import type { Figure } from './figure.js';

interface Meaning {
  cause: string;
  fix: string;
  suggestion: Suggestion;
}

/** One for each figure that is not as it should be, the worst first. @param span what it was counted over, in words */
export function metricFindings(
  system: System,
  figures: readonly Figure[],
  span: string,
): Finding[] {
  const findings = figures.flatMap((figure): Finding[] => {
    const { status, label, shown, target, words, kind } = figure;
    if (status !== 'bad' && status !== 'warning') return [];
    const isCounted = kind !== 'tool_time' && kind !== 'tool_success';
    return [
      {
        severity: status,
        title: `${label} of ${system.name}: ${shown}`,
        evidence: `${words}; target ${target}${isCounted ? `; ${span}` : ''}.`,
        ...meaningOf(system, figure),
      },
    ];
  });
  return findings.toSorted((a, b) => rank(a) - rank(b));
}

function meaningOf(system: System, { kind, value, status }: Figure): Meaning {
  switch (kind) {
    case 'response':
      return {
        cause:
          'Slow database queries, waiting for Notion, too little processor or memory, or the network.',
        fix: 'Look for slow queries and missing indexes, cache what is asked for often, ask Notion less, or scale up.',
        suggestion: diagnose(system),
      };
    case 'errors':
      return {
        cause:
          'Answers with 5xx: something behind the service fails, its database or Notion most often.',
        fix: 'Look at its log and its components; restart it when only it is wrong.',
        suggestion: system.logs.length > 0 ? logs(system) : diagnose(system),
      };
    case 'notion_calls':
    case 'rate_limit':
      return {
        cause: 'More calls than Notion allows: about 3 a second for each integration.',
        fix: 'Sync with a pause between batches or pause syncs for a while, cache what is asked for often, use webhooks instead of polling.',
        suggestion: slowerSync(system),
      };
    case 'cache':
      return {
        cause:
          'What is asked for again has gone from the cache: its time to live is too short, or it was just started.',
        fix: 'Double the time to live, an hour at most, by how often the data changes. The button does so for what the bot itself reads.',
        suggestion: { label: 'Tune the cache', operation: 'cache.tune', input: {} },
      };
    case 'sync_failures':
      return {
        cause: 'Records could not be synced: Notion refuses, limits the rate, or has changed.',
        fix: 'See which and why, then sync what failed.',
        suggestion: diagnose(system),
      };
    case 'tool_time':
      return {
        cause: 'The tool is slow: its service, the network, or too much to do.',
        fix:
          status === 'bad'
            ? 'Restart what serves it, and work without it until it is back.'
            : 'Watch it; look at what it waits for.',
        suggestion: diagnose(system),
      };
    case 'tool_success':
      return {
        cause: successCause(value),
        fix: 'Check the connection, the token and the rate limit, then its configuration and resources.',
        suggestion: diagnose(system),
      };
  }
}

/** (Runbook 5 "Common Success Rate Issues") */
function successCause(percent: number): string {
  if (percent >= 90) return 'Network connectivity is intermittent.';
  if (percent >= 80) return 'API rate limiting or authentication issues.';
  if (percent >= 70) return 'Configuration problems or resource constraints.';
  return 'Major system failure or misconfiguration.';
}

function diagnose({ name }: System): Suggestion {
  return { label: `Diagnose ${name}`, operation: 'diagnose', input: { what: name } };
}

function logs({ name }: System): Suggestion {
  return { label: `Logs of ${name}`, operation: 'logs', input: { what: name } };
}

/** What to do when the rate is limited, by how the system is synced. */
export function slowerSync({ name, sync }: System): Suggestion {
  const canWait = sync?.kind === 'notion' || (sync?.kind === 'command' && sync.batchDelay);
  if (canWait)
    return {
      label: 'Sync slowly',
      operation: 'sync',
      input: { system: name, retryFailed: true, batchDelay: 1 },
    };
  return {
    label: 'Pause syncs for 15 min',
    operation: 'sync.pause',
    input: { system: name, for: '15m' },
  };
}

function rank({ severity }: Finding): number {
  return severity === 'bad' ? 0 : 1;
}
