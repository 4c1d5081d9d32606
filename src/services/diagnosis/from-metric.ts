// A metric that is outside of its band, by its name.
import type { SystemConfig } from '../../config/systems-schema.js';
import type { ScenarioId } from './scenarios.js';

const byName: readonly (readonly [RegExp, ScenarioId])[] = [
  [/disk|filesystem/i, 'disk-full'],
  [/mem/i, 'low-memory'],
  [/circuit/i, 'circuit-open'],
  [/rate_limit/i, 'notion-429'],
  [/(?:^|_)lock/i, 'sync-locked'],
  [/restart|start_time/i, 'restarts'],
  [/cache/i, 'cache-cold'],
  [/tool_.*(?:seconds|ms|millis)/i, 'tool-slow'],
  [/success/i, 'success-rate-low'],
  [/latency|duration|seconds|millis/i, 'slow-api'],
  [/5xx|http_.*error|error_(?:rate|ratio)/i, 'errors-5xx'],
];

export function metricScenario(metric: string, system: SystemConfig | undefined): ScenarioId {
  if (/sync_fail/i.test(metric)) return syncFailures(system);
  return byName.find(([pattern]) => pattern.test(metric))?.[1] ?? 'metric-out-of-band';
}

/** Where tasks have their own records, a sync that fails is a task that does not get to Notion. (Runbook 4 Issue 3) */
export function syncFailures(system: SystemConfig | undefined): ScenarioId {
  return system?.tasks ? 'task-not-synced' : 'sync-failures';
}
