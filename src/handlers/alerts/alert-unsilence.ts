// `alert unsilence`: ends a silence before its time.
import { z } from 'zod';
import { defineCommand } from '../../services/context.js';
import { silenceInput } from './showing/ids.js';
import { silenced } from './showing/silence-lines.js';

export const alertUnsilence = defineCommand({
  id: 'alert.unsilence',
  family: 'Incidents',
  summary: 'End a silence; its alerts that still fire are shown',
  examples: ['alert unsilence S-7K2QMF'],
  args: ['silence'],
  risk: 'routine',
  input: z.object({ silence: silenceInput }),
  async act({ silence }, { alerts, actor }) {
    const ended = await alerts.endSilence(silence, actor);
    return {
      status: 'good',
      headline: `${ended.id} has ended: ${silenced(ended)} is heard again`,
      facts: [{ label: 'Alerts it kept quiet', value: String(ended.held) }],
      suggestions: [{ label: 'What fires', operation: 'alerts', input: {} }],
    };
  },
});
