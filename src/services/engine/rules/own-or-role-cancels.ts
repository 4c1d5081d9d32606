// A run is cancelled by the one who asked for it, or by somebody who holds a role.
import { samePerson } from '../../../core/actor.js';
import { Problem } from '../../../core/problem.js';
import type { Rule } from './rule.js';

export const ownOrRoleCancels: Rule = (attempt) => {
  if (
    attempt.kind !== 'cancel' ||
    attempt.roles.length > 0 ||
    samePerson(attempt.actor, attempt.run.requestedBy)
  )
    return null;
  return new Problem(
    'not_allowed',
    `You may not cancel ${attempt.run.id}.`,
    'Ask the one who requested it, or somebody on call.',
  );
};
