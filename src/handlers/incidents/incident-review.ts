// `incident review`: somebody who could have approved looks at what its lead approved alone. (docs/alerts-and-incidents.md)
import { z } from 'zod';
import { samePerson, type Role } from '../../core/actor.js';
import { runId } from '../../core/run-id.js';
import { Problem } from '../../core/problem.js';
import { defineCommand } from '../../services/context.js';

const reviewers: readonly Role[] = ['approver', 'manager', 'director'];

export const incidentReview = defineCommand({
  id: 'incident.review',
  family: 'Incidents',
  summary: 'Review a run that was approved alone',
  examples: [
    'incident review I-7K2QMF R-0H4ZTC "right thing to do; add a second approver at night"',
  ],
  args: ['incident', 'run', 'text'],
  rest: true,
  risk: 'routine',
  input: z.object({
    incident: z.string().max(20).describe('Incident, such as I-7K2QMF'),
    run: runId,
    text: z
      .string()
      .trim()
      .min(1)
      .max(2_000)
      .meta({ field: 'long-text', description: 'What you found' }),
  }),
  async act(input, { incidents, directory, actor }) {
    const incident = await incidents.get(input.incident);
    const run = input.run.toUpperCase();
    const broken = incident.breakGlass.find((each) => each.run === run);
    if (!broken)
      throw new Problem(
        'not_found',
        `Nobody approved ${run} alone in ${incident.id}.`,
        `\`incident show ${incident.id}\` lists what has to be reviewed.`,
        { field: 'run' },
      );
    if (samePerson(broken.by, actor))
      throw new Problem(
        'not_allowed',
        `You approved ${run} yourself.`,
        'Somebody else who could have approved it has to review it.',
      );
    const roles = await directory.rolesOf(actor);
    if (!roles.some((role) => reviewers.includes(role)))
      throw new Problem(
        'not_allowed',
        `A review is made by ${reviewers.join(', ')}.`,
        'The people who may were told of it.',
      );
    await incidents.change(incident.id, { type: 'review', by: actor, run, text: input.text });
    return { status: 'good', headline: `${run} is reviewed; it stands in ${incident.id}` };
  },
});
