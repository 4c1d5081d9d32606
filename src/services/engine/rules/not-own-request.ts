// Nobody approves their own request, by whichever door they come. (They may deny or cancel it.)
import { samePerson } from '../../../core/actor.js';
import { Problem } from '../../../core/problem.js';
import type { Rule } from './rule.js';

export const notOwnRequest: Rule = (attempt) => {
  if (attempt.kind !== 'approve' || !samePerson(attempt.actor, attempt.run.requestedBy))
    return null;
  return new Problem(
    'not_allowed',
    'You asked for this yourself.',
    'Somebody else has to approve it.',
  );
};
