// The steps of a run as its card shows them: Slack's plan block.
import { z } from 'zod';
import { textOf } from '../../sandbox/person.js';
import type { ClientMessage } from '../../sandbox/slack/protocol.js';

const planBlock = z.object({
  type: z.literal('plan'),
  tasks: z.array(z.object({ title: z.string(), status: z.string(), details: z.unknown() })),
});

/** What stands in the card for each step, in order: `projects: complete`. Empty where there is no plan block. */
export function stepsOn(card: ClientMessage): string[] {
  return tasksOf(card).map(({ title, status }) => `${title}: ${status}`);
}

/** What a step says of itself; empty where there is no such step. */
export function noteOf(card: ClientMessage, title: string): string {
  const task = tasksOf(card).find((one) => one.title === title);
  return task
    ? textOf({ ...card, text: '', blocks: [{ type: 'note', details: task.details }] })
    : '';
}

function tasksOf({ blocks }: ClientMessage): z.infer<typeof planBlock>['tasks'] {
  for (const block of blocks) {
    const plan = planBlock.safeParse(block);
    if (plan.success) return plan.data.tasks;
  }
  return [];
}
