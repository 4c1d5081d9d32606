// `cleanup preview`: what the weekly cleanup would do, counted; proposed each Monday, and asked for by a person.
// (Runbook 1, "Weekly: Cleanup Old Runs"; runbook 5, "Weekly Maintenance Tasks")
import { z } from 'zod';
import {
  cleanupUndo,
  cleanupWarnings,
  lookAtCleanup,
} from '../../services/cleanup/cleanup-plan.js';
import { defineQuery } from '../../services/context.js';
import { counted } from '../../services/notion/reading/words.js';

export const cleanupPreview = defineQuery({
  id: 'cleanup.preview',
  family: 'Databricks',
  summary: 'What the weekly cleanup would delete, counted',
  runbook: 'finance-ppm#weekly-cleanup-old-runs',
  examples: ['cleanup preview'],
  args: [],
  input: z.object({}),

  async read(_input, context) {
    const looked = await lookAtCleanup(context);
    const { data, files } = looked;
    const rows = data.deletes.reduce((sum, one) => sum + one.rows, 0);
    return {
      status: 'info',
      headline: `The cleanup would delete ${counted(rows, 'old row')} of ${counted(data.deletes.length, 'table')}`,
      tables: [
        {
          title: 'Rows',
          columns: [
            { label: 'Table' },
            { label: 'Rows', align: 'right' },
            { label: 'Old', align: 'right' },
            { label: 'From before' },
          ],
          rows: data.deletes.map((one) => [
            one.table,
            String(one.rowsBefore),
            String(one.rows),
            new Date(one.before).toISOString().slice(0, 10),
          ]),
        },
        {
          title: 'Files that VACUUM would delete',
          columns: [{ label: 'Table' }, { label: 'Files', align: 'right' }],
          rows: files.map(({ table, about }) => [table, about]),
        },
      ],
      suggestions: [{ label: 'Clean up …', operation: 'cleanup', input: {} }],
      notes: [...cleanupWarnings(looked, context.cleanupRules), cleanupUndo(data)],
    };
  },
});
