// `schedule resume`: ends a pause before its time.
import { z } from 'zod';
import { defineCommand } from '../../services/context.js';
import { nameInput, nextWords, runOffer } from './showing/schedule-words.js';

export const scheduleResume = defineCommand({
  id: 'schedule.resume',
  family: 'Upkeep',
  summary: 'End the pause of a schedule',
  runbook: 'wittwizz#disable-sync-temporarily',
  examples: ['schedule resume evening-summary'],
  args: ['name'],
  risk: 'routine',
  input: z.object({ name: nameInput }),
  async act({ name }, { schedules, actor }) {
    const resumed = await schedules.resume(name, actor);
    return {
      status: 'good',
      headline: `${resumed.name} goes on`,
      facts: [{ label: 'Next', value: nextWords(resumed) }],
      suggestions: [runOffer(resumed)],
    };
  },
});
