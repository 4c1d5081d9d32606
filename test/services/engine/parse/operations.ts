// A few operations for the parser's tests, one of each shape.
import { z } from 'zod';
import type { OperationInfo } from '../../../../src/core/operation.js';

function info(
  id: string,
  input: z.ZodObject,
  more: Partial<Pick<OperationInfo, 'args' | 'rest' | 'switches'>> = {},
): OperationInfo {
  return {
    id,
    family: 'Test',
    summary: id,
    risk: 'read',
    examples: [],
    args: more.args ?? [],
    input,
    ...(more.rest === undefined ? {} : { rest: more.rest }),
    ...(more.switches === undefined ? {} : { switches: more.switches }),
  };
}

const table = z.string().min(1).max(100).meta({ field: 'table', description: 'Table' });

export const help = info('help', z.object({ topic: z.string().optional() }), {
  args: ['topic'],
  rest: true,
});
export const history = info('table.history', z.object({ table }), { args: ['table'] });
export const restore = info(
  'table.restore',
  z
    .object({
      table,
      version: z.coerce.number().int().min(0).optional(),
      at: z.iso.datetime().optional(),
    })
    .refine((input) => input.version !== undefined || input.at !== undefined, {
      path: ['version'],
      message: 'Give --version or --at',
    })
    .refine((input) => input.version === undefined || input.at === undefined, {
      path: ['at'],
      message: 'Give --version or --at, not both',
    }),
  { args: ['table'] },
);
export const sync = info(
  'sync',
  z.object({
    system: z.enum(['finance', 'notion']),
    full: z.boolean().default(false),
    dryRun: z.boolean().default(true),
    batchDelay: z.coerce.number().min(0).max(60).optional(),
  }),
  { args: ['system'] },
);
export const syncStatus = info('sync.status', z.object({}));
export const note = info(
  'incident.note',
  z.object({
    id: z.string().regex(/^INC-\d+$/, 'an incident such as INC-12'),
    text: z.string().trim().min(3).max(50).meta({ field: 'long-text', description: 'What' }),
    severity: z.enum(['P0', 'P1']).optional(),
  }),
  { args: ['id', 'text'], rest: true },
);

const database = z.string().min(1).max(100).meta({ field: 'database', description: 'Which' });
const reason = z.string().max(100).optional();
export const schema = info(
  'notion.schema',
  z.object({ database: database.optional(), verbose: z.boolean().default(false), reason }),
  { args: ['database'], switches: { fix: 'notion.schema.fix', makeAnew: 'notion.recreate' } },
);
export const schemaFix = info(
  'notion.schema.fix',
  z.object({ database, reason, dryRun: z.boolean().default(false) }),
  { args: ['database'] },
);
export const recreate = info('notion.recreate', z.object({ database }), { args: ['database'] });

export const operations: readonly OperationInfo[] = [
  help,
  history,
  restore,
  sync,
  syncStatus,
  note,
  schema,
  schemaFix,
  recreate,
];
