// How many people must agree, who they are and by when: approval policy by risk and environment (ppm.config.yaml).
import type { Config } from '../../config/schema.js';
import type { Plan } from '../../core/plan.js';
import type { ApprovalRule, Run } from '../../core/run.js';

const noApproval = { quorum: 0, by: [], typeTarget: false };

/** The rule for a plan made now; a quorum of 0 means that it runs at once. `now` in epoch milliseconds. */
export function approvalRule(
  policy: Config['approval'],
  risk: Run['risk'],
  plan: Plan,
  now: number,
): ApprovalRule {
  const byEnvironment = risk === 'routine' ? {} : policy[risk];
  const rule = byEnvironment[plan.environment] ?? byEnvironment['*'];
  if (!rule) return { ...noApproval, expiresAt: now, remindAt: now };
  const expiresAt = now + rule.expireMinutes * 60_000;
  return {
    quorum: rule.quorum,
    by: rule.by,
    typeTarget: risk === 'critical',
    expiresAt,
    remindAt: Math.max(now, expiresAt - rule.remindMinutes * 60_000),
  };
}
