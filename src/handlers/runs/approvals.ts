// `approvals`: what waits for whom, and until when.
import { z } from 'zod';
import { defineQuery } from '../../services/context.js';

export const approvals = defineQuery({
  id: 'approvals',
  family: 'Upkeep',
  summary: 'What waits for whose approval, and until when',
  examples: ['approvals'],
  args: [],
  input: z.object({}),
  async read(_input, { actor, directory, runs }) {
    const waiting = (await runs.active(200)).filter((run) => run.state === 'awaiting_approval');
    const roles = await directory.rolesOf(actor);
    const mine = waiting.filter(
      (run) =>
        run.requestedBy.person !== actor.person &&
        run.approval?.by.some((role) => roles.includes(role)),
    );
    return {
      status: waiting.length > 0 ? 'warning' : 'good',
      headline:
        waiting.length === 0
          ? 'Nothing waits for approval'
          : `${waiting.length} waiting for approval, ${mine.length} of them for you`,
      tables:
        waiting.length === 0
          ? []
          : [
              {
                title: 'Waiting',
                columns: [
                  { label: 'Run' },
                  { label: 'What' },
                  { label: 'Asked by' },
                  { label: 'Who may approve' },
                  { label: 'Expires' },
                ],
                rows: waiting.map((run) => [
                  run.id,
                  run.plan?.headline ?? run.operation,
                  run.requestedBy.person,
                  run.approval?.by.join(', ') ?? '',
                  run.approval ? new Date(run.approval.expiresAt).toISOString() : '',
                ]),
              },
            ],
      notes:
        waiting.length === 0
          ? []
          : ['Decide on the card, or type approve <run> to read the plan here first.'],
    };
  },
});
