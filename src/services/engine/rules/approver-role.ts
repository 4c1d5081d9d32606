// Who decides on a run: the roles that the policy named when its plan was made.
import { Problem } from '../../../core/problem.js';
import type { Rule } from './rule.js';

export const approverRole: Rule = (attempt) => {
  if (attempt.kind !== 'approve' && attempt.kind !== 'deny') return null;
  const by = attempt.run.approval?.by ?? [];
  if (attempt.roles.some((role) => by.includes(role))) return null;
  return new Problem(
    'not_allowed',
    `Only ${by.join(', ') || 'nobody'} may decide on ${attempt.run.id}.`,
    'The card mentions the people who may.',
  );
};
