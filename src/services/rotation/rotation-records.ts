// Rotations in the store. A credential's rotations are numbered, and the number makes the id: two who begin one at the
// same moment begin the same.
import { z } from 'zod';
import { shortId } from '../../core/short-id.js';
import type { Collection, Store } from '../store/store.js';
import { rotationStepSchema, type Rotation } from './rotations.js';

const recordSchema = z.object({
  id: z.string(),
  credential: z.string(),
  /** 1, 2, 3 … of this credential. */
  number: z.number().int(),
  /** The request that began it. */
  requestId: z.string(),
  /** Epoch milliseconds. */
  startedAt: z.number().int(),
  startedBy: z.string(),
  done: z.array(
    z.object({
      step: rotationStepSchema,
      at: z.number().int(),
      by: z.string(),
      evidence: z.string(),
    }),
  ),
  state: z.enum(['open', 'done', 'cancelled']),
  /** Keyed fingerprint of the bot's own setting at the start; null where it had none. */
  before: z.string().nullable(),
  /** Why it was given up. */
  reason: z.string().nullable(),
});
export type RotationRecord = z.infer<typeof recordSchema>;

export const rotationRecords: Collection<RotationRecord> = {
  name: 'credential-rotations',
  schema: recordSchema,
  indexes: {
    byCredential: ['credential', 'number'],
    byRequest: ['requestId'],
    byStart: ['startedAt'],
    byState: ['credential', 'state', 'number'],
  },
};

export function idOf(credential: string, number: number): string {
  return shortId('C', `${credential} ${number}`);
}

/** The newest one of a credential, or the newest in one state. */
export async function latestOf(
  store: Store,
  credential: string,
  state?: Rotation['state'],
): Promise<RotationRecord | null> {
  const { items } = await store.list(rotationRecords, {
    ...(state === undefined
      ? { index: 'byCredential', equals: [credential] }
      : { index: 'byState', equals: [credential, state] }),
    order: 'desc',
    limit: 1,
  });
  return items[0]?.doc ?? null;
}

export async function ofRequest(store: Store, requestId: string): Promise<RotationRecord | null> {
  const { items } = await store.list(rotationRecords, {
    index: 'byRequest',
    equals: [requestId],
    limit: 1,
  });
  return items[0]?.doc ?? null;
}

/** As others see it: without the fingerprint. */
export function shown(record: RotationRecord): Rotation {
  const { id, credential, startedAt, startedBy, done, state } = record;
  return { id, credential, startedAt, startedBy, done, state };
}
