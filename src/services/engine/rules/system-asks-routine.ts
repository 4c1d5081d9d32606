// The bot itself may ask for what is done at once (schedules, hints); whatever is riskier is asked for by a person.
import { wordsOf } from '../../../core/operation.js';
import { Problem } from '../../../core/problem.js';
import type { Rule } from './rule.js';

export const systemAsksRoutine: Rule = (attempt) => {
  if (attempt.kind !== 'request' || attempt.actor.via !== 'system') return null;
  if (attempt.risk === 'read' || attempt.risk === 'routine') return null;
  return new Problem(
    'not_allowed',
    `\`${wordsOf(attempt.operation)}\` has to be asked for by a person.`,
    'Type it.',
  );
};
