// `token`: the personal token that proves who you are in a terminal. It is shown once, privately, and kept as a hash.
import { z } from 'zod';
import { Problem } from '../../core/problem.js';
import { defineCommand } from '../../services/context.js';

export const token = defineCommand({
  id: 'token',
  family: 'Upkeep',
  summary: 'A personal token for the terminal, shown to you once; an earlier one stops working',
  examples: ['token', 'token --revoke'],
  args: [],
  risk: 'routine',
  input: z.object({ revoke: z.boolean().default(false).describe('Only end the present token') }),
  async act({ revoke }, { actor, tokens }) {
    if (revoke) {
      const had = await tokens.revoke(actor);
      return { status: 'good', headline: had ? 'Your token no longer works' : 'You had no token' };
    }
    if (actor.via !== 'slack')
      throw new Problem(
        'not_allowed',
        'A token is given in Slack only, where it is known who you are.',
        'Type /ppm token there.',
      );
    return {
      status: 'info',
      headline: 'Your token for the terminal',
      secret: true,
      sections: [
        {
          title: 'Keep it to yourself; it is not shown again',
          lines: [`export PPM_TOKEN=${await tokens.issue(actor)}`],
          code: true,
        },
      ],
      notes: ['Whoever has it can act as you. `token --revoke` ends it; a new one replaces it.'],
    };
  },
});
