// Sign-offs in the store, one a month: the month is the id, so that two who sign at the same moment do not both count.
import { z } from 'zod';
import type { Actor } from '../../core/actor.js';
import { Problem } from '../../core/problem.js';
import type { AuditLog } from '../audit/entry.js';
import type { Collection, Store } from '../store/store.js';
import type { AccessReviews, SignOff } from './access-reviews.js';

const signOffSchema = z.object({
  period: z.string(),
  by: z.string(),
  at: z.number().int(),
  note: z.string(),
});

/** By month. */
export const signOffs: Collection<SignOff> = {
  name: 'access-sign-offs',
  schema: signOffSchema,
  indexes: { byPeriod: ['period'] },
};

/** `2026-11` in UTC. @param at epoch milliseconds */
export function periodOf(at: number): string {
  return new Date(at).toISOString().slice(0, 7);
}

export function createAccessReviews(options: {
  store: Store;
  audit: Pick<AuditLog, 'append'>;
  /** Epoch milliseconds. */
  now: () => number;
}): AccessReviews {
  const { store, audit, now } = options;

  async function audited(signed: SignOff, actor: Actor): Promise<void> {
    await audit.append({
      key: `access:${signed.period}`,
      at: signed.at,
      actor,
      action: 'access.signed',
      subject: signed.period,
      detail: signed.note,
    });
  }

  return {
    async signOffs(limit) {
      const page = await store.list(signOffs, { index: 'byPeriod', order: 'desc', limit });
      return page.items.map(({ doc }) => doc);
    },

    async sign(period, by, note) {
      if (period > periodOf(now()))
        throw new Problem(
          'invalid_input',
          `${period} has not begun.`,
          `What can be signed is ${periodOf(now())} or a month before it.`,
          { field: 'period' },
        );
      const given: SignOff = { period, by: by.person, at: now(), note };
      if (!(await store.insert(signOffs, period, given))) {
        const signed = (await store.get(signOffs, period))?.doc ?? given;
        if (signed.by !== by.person)
          throw new Problem(
            'already_decided',
            `${signed.by} signed the review of ${period}.`,
            '`access review` shows it.',
            { field: 'period' },
          );
        await audited(signed, by);
        return signed;
      }
      await audited(given, by);
      return given;
    },
  };
}
