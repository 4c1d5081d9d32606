// `schedule pause`: its times pass by, until a time or until somebody resumes it. (Runbook 3, "Disable Sync Temporarily")
import { z } from 'zod';
import { defineCommand } from '../../services/context.js';
import { zonedText } from '../../services/oncall/wall-clock.js';
import { spanOf } from '../../services/sync/when.js';
import { nameInput, pauseOffer } from './showing/schedule-words.js';

export const schedulePause = defineCommand({
  id: 'schedule.pause',
  family: 'Upkeep',
  summary: 'Pause a schedule; it goes on by itself when the time is up',
  runbook: 'wittwizz#disable-sync-temporarily',
  examples: [
    'schedule pause evening-summary --for 2d --reason "Nobody is here"',
    'schedule pause notion-backup',
  ],
  args: ['name'],
  risk: 'routine',
  input: z.object({
    name: nameInput,
    for: z.string().max(20).optional().describe('30m, 2h, 1d; without it until somebody resumes'),
    reason: z.string().trim().max(300).default('').describe('Why, for those who wonder'),
  }),
  async act(input, { schedules, actor, now }) {
    const until = input.for === undefined ? null : now() + spanOf(input.for, 'for');
    const paused = await schedules.pause(input.name, actor, until, input.reason);
    return {
      status: 'info',
      headline: `${paused.name} is paused ${until === null ? 'until somebody resumes it' : `until ${zonedText(until, paused.timeZone)}`}`,
      facts: input.reason === '' ? [] : [{ label: 'Why', value: input.reason }],
      notes: ['What is under way goes on. What passes meanwhile is not made up for.'],
      suggestions: [pauseOffer(paused)],
    };
  },
});
