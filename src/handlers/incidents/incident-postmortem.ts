// `incident postmortem`: the timeline as a document to finish. (Runbook 4, "Write post-mortem")
import { z } from 'zod';
import { incidentId } from '../../core/incident-id.js';
import { defineCommand } from '../../services/context.js';
import { answer } from '../../services/incidents/incident-report.js';
import { linkedOf } from '../../services/incidents/linked.js';
import { postmortemMarkdown } from '../../services/incidents/postmortem-markdown.js';
import { postmortemOf } from '../../services/incidents/postmortem.js';

export const incidentPostmortem = defineCommand({
  id: 'incident.postmortem',
  family: 'Incidents',
  summary: 'The post-mortem as a Markdown file; with --notion as a page in Notion',
  runbook: 'notion-bot-api#incident-response-checklist',
  examples: ['incident postmortem I-7K2QMF'],
  args: ['incident'],
  switches: { notion: 'incident.postmortem.file' },
  risk: 'routine',
  input: z.object({ incident: incidentId }),
  async act({ incident: id }, { incidents, alerts, runs, now }) {
    const incident = await incidents.get(id);
    const linked = await linkedOf(incident, { alerts, runs });
    return {
      ...answer(incident, `Post-mortem of ${incident.id}, as far as the record knows it`, [
        ...(incident.state === 'resolved' ? [] : ['It is not resolved yet: this is a draft.']),
        'Impact, causes, what went well and what follows is for people to write.',
      ]),
      attachment: {
        name: `postmortem-${incident.id}.md`,
        text: postmortemMarkdown(postmortemOf(incident, linked, now())),
      },
    };
  },
});
