// What may be tuned: what it is called, what ppm.config.yaml says, and how far it may be moved. (Runbook 2 scenarios 3, 7
// and 8: fewer requests, a delay between batches, longer time-outs, less at once; runbook 5: at most an hour in the cache)
import type { AlertsConfig } from '../../config/alerts-schema.js';
import type { UpkeepConfig } from '../../config/upkeep-schema.js';
import { Problem } from '../../core/problem.js';
import type { Tunable, TunableName } from './tunables.js';

/** What of ppm.config.yaml is standard. */
export interface TunableConfigs {
  notion: { requestsPerMinute: number; reservedForPeople: number; cursors: number };
  alerts: Pick<AlertsConfig, 'stormGroupsPerMinute'>;
  upkeep: Pick<UpkeepConfig, 'cache'>;
}

export type Standard = Omit<Tunable, 'name' | 'value' | 'changed'>;

/** Those of which only whole numbers make sense. */
const whole: ReadonlySet<TunableName> = new Set([
  'notion.requests-per-minute',
  'notion.cursors',
  'alerts.storm-groups-per-minute',
]);

/** @throws Problem invalid_input (field `value`) */
export function checkValue(
  { name, min, max }: Pick<Tunable, 'name' | 'min' | 'max'>,
  value: number,
): void {
  const isMeant = Number.isFinite(value) && (!whole.has(name) || Number.isInteger(value));
  if (isMeant && value >= min && value <= max) return;
  throw new Problem(
    'invalid_input',
    `${name} must be a ${whole.has(name) ? 'whole number' : 'number'} from ${min} to ${max}; ${value} is not.`,
    '`settings` shows what each may be.',
    { field: 'value' },
  );
}

export function standardsOf({
  notion,
  alerts,
  upkeep,
}: TunableConfigs): Readonly<Record<TunableName, Standard>> {
  return {
    'notion.requests-per-minute': within(10, 600, {
      title: 'Notion requests',
      unit: 'per minute',
      standard: notion.requestsPerMinute,
    }),
    'notion.reserved-for-people': within(0, 0.5, {
      unit: 'of 1',
      title: 'Share of them that syncs leave alone',
      standard: notion.reservedForPeople,
    }),
    'notion.cursors': within(1, 32, {
      title: 'Notion queries side by side',
      unit: 'queries',
      standard: notion.cursors,
    }),
    'sync.batch-delay': within(0, 60, {
      unit: 's',
      title: 'Pause between the batches of a sync',
      standard: 0,
    }),
    'cache.ttl': within(0, 3_600, {
      unit: 's',
      title: 'How long what was read from Notion is good',
      standard: upkeep.cache.ttlSeconds,
    }),
    'alerts.storm-groups-per-minute': within(1, 1_000, {
      title: 'New alert groups that share one card beyond',
      unit: 'per minute',
      standard: alerts.stormGroupsPerMinute,
    }),
  };
}

/** What is configured is always within the bounds. */
function within(min: number, max: number, rest: Omit<Standard, 'min' | 'max'>): Standard {
  return { ...rest, min: Math.min(min, rest.standard), max: Math.max(max, rest.standard) };
}
