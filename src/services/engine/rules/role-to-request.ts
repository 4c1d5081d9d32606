// Reading is free for everyone in the workspace; anything else is for people who hold a role.
import { wordsOf } from '../../../core/operation.js';
import { Problem } from '../../../core/problem.js';
import type { Rule } from './rule.js';

export const roleToRequest: Rule = (attempt) => {
  if (attempt.kind !== 'request' || attempt.risk === 'read' || attempt.roles.length > 0)
    return null;
  // The bot itself holds no role: see system-asks-routine.ts.
  if (attempt.actor.via === 'system') return null;
  return new Problem(
    'not_allowed',
    `\`${wordsOf(attempt.operation)}\` is for people on call; you hold no role in ppm.config.yaml.`,
    'Ask in the on-call channel, or have an admin add you to a role.',
  );
};
