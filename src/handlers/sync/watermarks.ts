// `watermarks`: how far each database has been read. (Runbook 1, "Reset Sync Watermarks": SELECT * FROM …watermarks)
import { z } from 'zod';
import { defineQuery } from '../../services/context.js';
import { freshnessOf, namesById } from '../../services/sync/freshness.js';
import { roughly, stamp } from '../../services/sync/when.js';

export const watermarks = defineQuery({
  id: 'watermarks',
  family: 'Sync',
  summary: 'How far each Notion database has been read',
  runbook: 'finance-ppm#reset-sync-watermarks',
  examples: ['watermarks'],
  args: [],
  input: z.object({}),
  async read(_input, context) {
    const { bronze, signal, now, notion, systems } = context;
    const marks = await bronze.watermarks(signal);
    const names = await namesById(systems, notion.people, marks, signal);
    const rows = freshnessOf(marks, names, now());
    return {
      status: 'info',
      headline: `${marks.length} watermarks in ${bronze.names.watermarks}`,
      tables: [
        {
          title: 'Watermarks',
          columns: [
            { label: 'Database' },
            { label: 'Last synced' },
            { label: 'Age' },
            { label: 'Notion edits read up to' },
            { label: 'Pages', align: 'right' },
            { label: 'Id' },
          ],
          rows: rows.map(({ mark, name, age }) => [
            name ?? 'not in ppm.config.yaml',
            mark.syncedAt === null ? 'never' : stamp(mark.syncedAt),
            age === null ? '–' : roughly(age),
            mark.editedAt === null ? '–' : stamp(mark.editedAt),
            mark.pages === null ? '–' : String(mark.pages),
            mark.databaseId,
          ]),
        },
      ],
      suggestions:
        marks.length > 0
          ? [{ label: 'Reset one …', operation: 'watermarks.reset', input: {} }]
          : [],
      notes: ['A sync reads again from a few minutes before its watermark.'],
    };
  },
});
