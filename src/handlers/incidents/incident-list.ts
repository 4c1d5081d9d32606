// `incident list`: what is open, worst first.
import { z } from 'zod';
import { defineQuery } from '../../services/context.js';
import { statusOf } from '../../services/incidents/incident-report.js';
import { roughly, stamp } from '../../services/sync/when.js';

/** Rows at most. */
const most = 50;

export const incidentList = defineQuery({
  id: 'incident.list',
  family: 'Incidents',
  summary: 'Open incidents, worst first; with --all the resolved ones too, newest first',
  examples: ['incident list', 'incident list --all'],
  args: [],
  input: z.object({
    all: z.boolean().default(false).describe('The resolved ones as well'),
  }),
  async read({ all }, { incidents, now }) {
    const listed = await incidents.list(all ? 'all' : 'open', most + 1);
    const shown = listed.slice(0, most);
    const open = shown.filter(({ state }) => state !== 'resolved');
    const [worst] = open;
    return {
      status: worst ? statusOf(worst) : 'good',
      headline: worst
        ? `${listed.length > most ? 'More than ' : ''}${open.length} open incident${open.length === 1 ? '' : 's'}`
        : 'No incident is open',
      tables:
        shown.length === 0
          ? []
          : [
              {
                title: all ? 'Incidents' : 'Open incidents',
                columns: [
                  { label: 'Incident' },
                  { label: 'Severity' },
                  { label: 'Title' },
                  { label: 'State' },
                  { label: 'Lead' },
                  { label: 'Opened' },
                  { label: 'For', align: 'right' },
                ],
                rows: shown.map((incident) => [
                  incident.id,
                  incident.severity,
                  incident.title,
                  incident.state,
                  incident.lead?.person ?? '',
                  stamp(incident.openedAt),
                  roughly((incident.resolved?.at ?? now()) - incident.openedAt),
                ]),
                ...(listed.length > most ? { more: 'older ones are not listed' } : {}),
              },
            ],
      suggestions: worst
        ? [{ label: `Show ${worst.id}`, operation: 'incident.show', input: { incident: worst.id } }]
        : [],
    };
  },
});
