// `audit`: who did what to what, and when. Everybody may ask: what changes production is no secret inside the company.
import { z } from 'zod';
import { defineQuery } from '../../services/context.js';

export const audit = defineQuery({
  id: 'audit',
  family: 'Look',
  summary: 'Who did what, and when, newest first',
  examples: [
    'audit R-7K2QMF --limit 50',
    'audit',
    'audit run.approved --since 2026-11-01T00:00:00Z',
  ],
  args: ['query'],
  rest: true,
  input: z.object({
    query: z
      .string()
      .max(200)
      .optional()
      .describe('Words that must all occur: a person, a run, an operation, an event'),
    since: z.iso.datetime({ offset: true }).optional().describe('Nothing older than this time'),
    limit: z.coerce.number().int().min(1).max(200).default(20).describe('How many entries at most'),
  }),
  async read({ query, since, limit }, context) {
    const entries = await context.audit.query({
      ...(query === undefined ? {} : { text: query }),
      ...(since === undefined ? {} : { since: Date.parse(since) }),
      // one more tells whether there are more
      limit: limit + 1,
    });
    const shown = entries.slice(0, limit);
    if (shown.length === 0)
      return {
        status: 'info',
        headline: 'No entry of the audit log fits',
        notes: ['Every word must occur in the person, the event, its subject or its detail.'],
      };
    return {
      status: 'info',
      headline: `${shown.length} ${shown.length === 1 ? 'entry' : 'entries'} of the audit log, newest first`,
      tables: [
        {
          title: 'Audit log',
          columns: [
            { label: 'No.', align: 'right' },
            { label: 'Time (UTC)' },
            { label: 'Who' },
            { label: 'Did' },
            { label: 'To' },
            { label: 'Detail' },
          ],
          rows: shown.map((entry) => [
            String(entry.seq),
            new Date(entry.at).toISOString().slice(0, 19).replace('T', ' '),
            entry.actor.person,
            entry.action,
            entry.subject,
            entry.detail,
          ]),
          ...(entries.length > limit ? { more: 'Older entries are left out: raise --limit.' } : {}),
        },
      ],
      suggestions: [{ label: 'Verify the log', operation: 'audit.verify', input: {} }],
    };
  },
});
