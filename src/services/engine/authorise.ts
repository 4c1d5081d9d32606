// Asks every rule, at request, at approval and again just before the run. A refusal is written in the audit log.
import type { AuditLog } from '../audit/entry.js';
import type { Directory } from '../identity/identity.js';
import { approverRole } from './rules/approver-role.js';
import { leadBreaksGlass } from './rules/lead-breaks-glass.js';
import { notOwnRequest } from './rules/not-own-request.js';
import { ownOrRoleCancels } from './rules/own-or-role-cancels.js';
import { roleToRequest } from './rules/role-to-request.js';
import type { Attempt, Rule } from './rules/rule.js';
import type { Problem } from '../../core/problem.js';
import { systemAsksRoutine } from './rules/system-asks-routine.js';

const rules: readonly Rule[] = [
  roleToRequest,
  systemAsksRoutine,
  notOwnRequest,
  approverRole,
  leadBreaksGlass,
  ownOrRoleCancels,
];

/** What the first rule that objects says; null: they may. */
export function objectionTo(attempt: Attempt): Problem | null {
  for (const rule of rules) {
    const problem = rule(attempt);
    if (problem) return problem;
  }
  return null;
}

type Distribute<T> = T extends unknown ? Omit<T, 'roles'> : never;

/** @throws Problem not_allowed, with the first rule that objects */
export type Authorise = (attempt: Distribute<Attempt>, requestId: string) => Promise<void>;

export function createAuthorise(options: {
  directory: Directory;
  audit: AuditLog;
  now: () => number;
}): Authorise {
  return async (attempt, requestId) => {
    const roles = await options.directory.rolesOf(attempt.actor);
    const problem = objectionTo({ ...attempt, roles });
    if (!problem) return;
    const subject = attempt.kind === 'request' ? attempt.operation.id : attempt.run.id;
    await options.audit.append({
      key: `refused:${requestId}:${attempt.kind}:${subject}`,
      at: options.now(),
      actor: attempt.actor,
      action: `refused.${attempt.kind}`,
      subject,
      detail: problem.message,
    });
    throw problem;
  };
}
