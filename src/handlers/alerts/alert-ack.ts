// `alert ack`: somebody has it. Of a storm, all of its alerts at once.
import { z } from 'zod';
import { defineCommand } from '../../services/context.js';
import { oneHourSilence } from './showing/group-words.js';
import { groupOrStormInput } from './showing/ids.js';

export const alertAck = defineCommand({
  id: 'alert.ack',
  family: 'Incidents',
  summary: 'Say that you have an alert, or a whole storm; who was first stays',
  examples: ['alert ack G-7K2QMF', 'alert ack T-7K2QMF'],
  args: ['alert'],
  risk: 'routine',
  input: z.object({ alert: groupOrStormInput }),
  async act({ alert }, { alerts, actor }) {
    await alerts.acknowledge(alert, actor);
    const id = alert.toUpperCase();
    const { acknowledged } = id.startsWith('T-')
      ? { acknowledged: (await alerts.storm(id))?.acknowledged ?? null }
      : await alerts.get(id);
    const first = acknowledged?.by.person ?? actor.person;
    return {
      status: 'good',
      headline:
        first === actor.person
          ? `You have ${id}${id.startsWith('T-') ? ' with all its alerts' : ''}`
          : `${first} has ${id} already`,
      suggestions: [
        ...(id.startsWith('T-')
          ? [{ label: 'Its alerts', operation: 'alerts', input: { storm: id } }]
          : [{ label: 'Show', operation: 'alert.show', input: { alert: id } }]),
        oneHourSilence(id),
      ],
    };
  },
});
