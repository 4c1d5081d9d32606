// `report`: what the schedules say in the morning, in the evening, each week, month and quarter, on demand.
// (Runbook 1 "Morning Health Check", "Maintenance Procedures"; runbook 5 "Daily Operations", "Maintenance Procedures")
import { z } from 'zod';
import { defineQuery } from '../../services/context.js';
import { reportNameSchema, reportOf } from '../../services/reports/reports.js';

export const report = defineQuery({
  id: 'report',
  family: 'Upkeep',
  summary: 'The report of the morning, evening, week, month or quarter; with --notion as a page',
  runbook: 'finance-ppm#morning-health-check',
  examples: ['report morning', 'report weekly'],
  args: ['which'],
  switches: { notion: 'report.file' },
  input: z.object({ which: reportNameSchema.describe('Which report') }),
  read: ({ which }, context) => reportOf(which, context),
});
