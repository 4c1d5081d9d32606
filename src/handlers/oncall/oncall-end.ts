// `oncall end`: ends an override before its time, or withdraws one that is to come.
import { z } from 'zod';
import { defineCommand } from '../../services/context.js';
import { zonedText } from '../../services/oncall/wall-clock.js';
import { namesOf } from './showing/duty-words.js';

export const oncallEnd = defineCommand({
  id: 'oncall.end',
  family: 'Incidents',
  summary: 'End an override, or withdraw one that is to come',
  runbook: 'finance-ppm#escalation-matrix',
  examples: ['oncall end O-7K2QMF'],
  args: ['override'],
  risk: 'routine',
  input: z.object({
    override: z
      .string()
      .trim()
      .regex(/^O-[0-9A-Z]{6}$/i, 'an override such as O-7K2QMF')
      .describe('Override, such as O-7K2QMF'),
  }),
  async act({ override }, { oncall, actor, now }) {
    const ended = await oncall.endOverride(override, actor);
    const duty = await oncall.at(now());
    const { timeZone } = oncall;
    return {
      status: duty.people.length === 0 ? 'warning' : 'good',
      headline:
        ended.until < ended.from
          ? `${ended.id} is withdrawn: ${ended.who.person} does not take over`
          : `${ended.id} has ended: ${ended.who.person} has handed back`,
      facts: [
        { label: 'On call now', value: namesOf(duty) },
        ...(duty.until === null
          ? []
          : [{ label: 'Until', value: zonedText(duty.until, timeZone) }]),
      ],
      suggestions: [{ label: 'On call', operation: 'oncall', input: {} }],
    };
  },
});
