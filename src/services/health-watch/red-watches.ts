// What was red in a morning check, and what became of it: one row for each card of that check, whoever sees it first.
import { z } from 'zod';
import type { Collection } from '../store/store.js';

const componentSchema = z.object({ system: z.string(), component: z.string() });
const stillRedSchema = componentSchema.extend({
  title: z.string(),
  said: z.string(),
  /** Epoch milliseconds. */
  since: z.number().int(),
  owner: z.string().nullable(),
});

const redWatchSchema = z.object({
  /** Id of the posting. */
  posting: z.string(),
  /** When it was posted, epoch milliseconds. */
  postedAt: z.number().int(),
  /** Those that were red then. */
  components: z.array(componentSchema),
  /**
   * waiting: to be asked again. opening: those in `stillRed` get an incident. The others are ends; calm: nothing was red.
   */
  state: z.enum(['calm', 'waiting', 'opening', 'opened', 'cleared', 'given-up']),
  stillRed: z.array(stillRedSchema),
  incident: z.string().nullable(),
  /** When something is to be done about it; null: nothing more. */
  wakeAt: z.number().int().nullable(),
});
export type RedWatch = z.infer<typeof redWatchSchema>;
export type StillRed = z.infer<typeof stillRedSchema>;

export const redWatches: Collection<RedWatch> = {
  name: 'red_watches',
  schema: redWatchSchema,
  indexes: { byWake: ['wakeAt'], byPosted: ['postedAt'] },
};
