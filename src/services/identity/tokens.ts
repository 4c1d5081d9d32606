// Personal tokens for the terminal, which works when Slack does not. One document per person: issuing replaces it in
// one step, so at no moment do two tokens of one person work.
import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { actorSchema, type Actor } from '../../core/actor.js';
import { Problem } from '../../core/problem.js';
import type { Collection, Store } from '../store/store.js';
import type { Tokens } from './identity.js';

const tokenSchema = z.object({
  /** SHA-256 of the token, hex. Unsalted and fast is right here: 256 random bits can't be guessed from a list. */
  hash: z.string(),
  actor: actorSchema,
  /** Epoch milliseconds. */
  issuedAt: z.number().int(),
});

/** By person. */
export const terminalTokens: Collection<z.infer<typeof tokenSchema>> = {
  name: 'terminal-tokens',
  schema: tokenSchema,
  indexes: { byHash: ['hash'], byAge: ['issuedAt'] },
};

/**
 * The book of terminal tokens in a store. Tokens look like `ppm_` and 43 letters, and are shown once: the store has
 * only their hashes. The methods throw Problem store_unavailable when the store does.
 * @param options.terminalNameOf the person's `terminal` in ppm.config.yaml, null where there is none; asked at every
 * use, so that taking the name away ends the token
 * @param options.now epoch milliseconds
 */
export function createTokens(options: {
  store: Store;
  terminalNameOf: (actor: Actor) => string | null;
  now: () => number;
}): Tokens {
  const { store, terminalNameOf, now } = options;

  return {
    async issue(actor) {
      if (terminalNameOf(actor) === null)
        throw new Problem(
          'not_allowed',
          `${actor.person} has no terminal name.`,
          'Somebody who looks after ppm.config.yaml can add `terminal` to your entry under `people`.',
        );
      const token = `ppm_${randomBytes(32).toString('base64url')}`;
      const doc = { hash: hashOf(token), actor: atTerminal(actor), issuedAt: now() };
      for (;;) {
        const earlier = await store.get(terminalTokens, actor.person);
        const done = earlier
          ? await store.replace(terminalTokens, actor.person, earlier.revision, doc)
          : await store.insert(terminalTokens, actor.person, doc);
        if (done) return token;
      }
    },
    revoke: (actor) => store.remove(terminalTokens, actor.person),
    async list() {
      const { items } = await store.list(terminalTokens, { index: 'byAge', limit: 1_000 });
      return items
        .filter(({ doc }) => terminalNameOf(doc.actor) !== null)
        .map(({ doc }) => ({ person: doc.actor.person, issuedAt: doc.issuedAt }));
    },
    async personOf(token) {
      // No comparison in constant time is needed: what the database compares is the hash, and how far a hash that was
      // made from a guess agrees with a stored one tells nothing about the token.
      const { items } = await store.list(terminalTokens, {
        index: 'byHash',
        equals: [hashOf(token)],
        limit: 1,
      });
      const actor = items[0]?.doc.actor;
      return actor && terminalNameOf(actor) !== null ? actor : null;
    },
  };
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

function atTerminal(actor: Actor): Actor {
  return { ...actor, via: 'terminal' };
}
