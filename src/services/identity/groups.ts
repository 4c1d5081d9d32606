// Members of Slack user groups as last seen: asked of Slack by the bot, kept in the store, so that a terminal and a bot
// that can't reach Slack still know who holds which role.
import { z } from 'zod';
import { Problem } from '../../core/problem.js';
import type { Collection, Store } from '../store/store.js';
import { update } from '../store/update.js';

const groupSchema = z.object({ users: z.array(z.string()), at: z.number().int() });
const groups: Collection<z.infer<typeof groupSchema>> = {
  name: 'groups',
  schema: groupSchema,
  indexes: {},
};

export interface Groups {
  /** @throws Problem not_found while the group has never been seen */
  membersOf(group: string): Promise<string[]>;
  /** @param at epoch milliseconds */
  remember(group: string, users: string[], at: number): Promise<void>;
}

export function createGroups(store: Store): Groups {
  return {
    async membersOf(group) {
      const seen = await store.get(groups, group);
      if (!seen)
        throw new Problem(
          'not_found',
          `The members of user group ${group} are not known yet.`,
          'They are asked of Slack when the bot connects.',
        );
      return seen.doc.users;
    },
    async remember(group, users, at) {
      if (await store.insert(groups, group, { users, at })) return;
      await update(store, groups, group, () => ({ users, at }));
    },
  };
}
