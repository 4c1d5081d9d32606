// A report as it is stored: what a schedule said, and what was last known when an outside system is down.
import { z } from 'zod';
import { suggestionSchema } from './report.js';

const status = z.enum(['good', 'warning', 'bad', 'info']);

const finding = z.object({
  severity: z.enum(['warning', 'bad', 'info']),
  title: z.string(),
  evidence: z.string().exactOptional(),
  cause: z.string().exactOptional(),
  fix: z.string().exactOptional(),
  suggestion: suggestionSchema.exactOptional(),
});

const chart = z.union([
  z.object({
    kind: z.enum(['line', 'bar', 'area']),
    title: z.string(),
    categories: z.array(z.string()),
    series: z.array(z.object({ name: z.string(), values: z.array(z.number()) })),
  }),
  z.object({
    kind: z.literal('pie'),
    title: z.string(),
    segments: z.array(z.object({ label: z.string(), value: z.number() })),
  }),
]);

/** Without its attachment; one that is for one person only is never stored. */
export const reportSchema = z.object({
  status,
  headline: z.string(),
  facts: z
    .array(z.object({ label: z.string(), value: z.string(), mono: z.boolean().exactOptional() }))
    .exactOptional(),
  sections: z
    .array(
      z.object({
        title: z.string(),
        lines: z.array(z.string()),
        code: z.boolean().exactOptional(),
      }),
    )
    .exactOptional(),
  tables: z
    .array(
      z.object({
        title: z.string(),
        columns: z.array(
          z.object({ label: z.string(), align: z.enum(['left', 'right']).exactOptional() }),
        ),
        rows: z.array(z.array(z.string())),
        more: z.string().exactOptional(),
      }),
    )
    .exactOptional(),
  charts: z.array(chart).exactOptional(),
  findings: z.array(finding).exactOptional(),
  suggestions: z.array(suggestionSchema).exactOptional(),
  notes: z.array(z.string()).exactOptional(),
});
