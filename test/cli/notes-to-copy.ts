// What copy-store.test.ts copies, shared with the process that writes it.
import { z } from 'zod';
import type { Collection } from '../../src/services/store/store.js';

export const notes: Collection<unknown> = {
  name: 'notes',
  schema: z.unknown(),
  indexes: { byAt: ['at'] },
};
/** What a careless copy would change. */
export const texts = ['\u0000\uD800 $set.a é 👩‍🚒', '-0', 'x'.repeat(70_000)];
