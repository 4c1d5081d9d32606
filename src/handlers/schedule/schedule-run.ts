// `schedule run`: does now what a schedule does at its times, with its card. Its next time stays as it is.
import { z } from 'zod';
import { defineCommand } from '../../services/context.js';
import { nameInput, ranReport } from './showing/schedule-words.js';

export const scheduleRun = defineCommand({
  id: 'schedule.run',
  family: 'Upkeep',
  summary: 'Do now what a schedule does at its times',
  runbook: 'wittwizz#regular-health-checks',
  examples: ['schedule run daily-health'],
  args: ['name'],
  risk: 'routine',
  input: z.object({ name: nameInput }),
  async act({ name }, { schedules, actor, requestId }) {
    return ranReport(name, await schedules.run(name, actor, requestId));
  },
});
