// A figure against its band, in the runbooks' words. (Runbook 4 "Metrics to Monitor"; runbook 5 "Metrics Interpretation")
import type { Band, MetricsConfig } from '../../config/health-schema.js';
import type { Status } from '../../core/report.js';

export interface Verdict {
  status: Status;
  words: string;
}

/** At `good` it is no longer as it should be where higher is worse, as in p95 < 500 ms; at `critical` it is red. */
export function judged(value: number, { good, critical }: Band): Verdict {
  const isHigherBetter = good > critical;
  if (isHigherBetter ? value >= good : value < good)
    return { status: 'good', words: 'as it should be' };
  const isBad = isHigherBetter ? value < critical : value >= critical;
  return isBad
    ? { status: 'bad', words: 'critical' }
    : { status: 'warning', words: isHigherBetter ? 'too low' : 'too high' };
}

/** `< 500 ms`, `≥ 80 %` */
export function targetOf({ good, critical }: Band, unit: string): string {
  return `${good > critical ? '≥' : '<'} ${good} ${unit}`;
}

/** The target is none at all, a few are borne. (Runbook 4 "Setting Up Alerts": more than 10 an hour, 50 an hour) */
export function judgedHits(hits: number, { good, critical }: Band): Verdict {
  if (hits <= 0) return { status: 'good', words: 'none' };
  if (hits <= good) return { status: 'info', words: 'a few' };
  return hits > critical
    ? { status: 'bad', words: 'excessive' }
    : { status: 'warning', words: 'frequent' };
}

/** Between these and the target things are still good, with minor issues. (Runbook 5 "Success Rate Monitoring") */
const minorIssues = 90;

export function judgedSuccess(percent: number, { good, critical }: Band): Verdict {
  if (percent >= good) return { status: 'good', words: 'Excellent: operating optimally' };
  if (percent < critical) return { status: 'bad', words: 'Critical: immediate attention required' };
  return percent >= minorIssues
    ? { status: 'warning', words: 'Good: minor issues may exist' }
    : { status: 'warning', words: 'Warning: investigation needed' };
}

/** Without an own row in the table of tools it is only shown. (Runbook 5 "Response Time Analysis") */
export function judgedTool(
  millis: number,
  own: MetricsConfig['tools'][string] | undefined,
): Verdict {
  if (!own) return { status: 'info', words: 'no target is set' };
  if (millis < own.good) return { status: 'good', words: 'as it should be' };
  if (millis >= own.critical) return { status: 'bad', words: 'significantly impacted' };
  return millis >= own.warning
    ? { status: 'warning', words: 'getting slow' }
    : { status: 'info', words: 'slower than its target' };
}
