// What the processes of sqlite.test.ts count with.
import { z } from 'zod';
import type { Collection } from '../../../src/services/store/store.js';

const counterSchema = z.object({
  count: z.number(),
  other: z.number().optional(),
  note: z.string().optional(),
});

export const counters: Collection<z.infer<typeof counterSchema>> = {
  name: 'counters',
  schema: counterSchema,
  indexes: { byBoth: ['count', 'other'], byOther: ['other'] },
};
