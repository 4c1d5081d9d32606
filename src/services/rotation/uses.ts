// When each credential was last used through the bot: whoever uses one says so, and the store hears of it once an hour.
// (Runbook 1 "Monthly: Review Access": "Check for unused API keys")
import { z } from 'zod';
import type { Collection, Store } from '../store/store.js';

const useSchema = z.object({ at: z.number().int() });

/** By credential. */
export const credentialUses: Collection<z.infer<typeof useSchema>> = {
  name: 'credential-uses',
  schema: useSchema,
  indexes: {},
};

const coarse = 3_600_000;

export interface CredentialUses {
  /** Cheap: most calls write nothing. @throws Problem store_unavailable */
  note(credential: string): Promise<void>;
  /** Epoch milliseconds, up to an hour before the true one; null where nobody has said anything. */
  lastOf(credential: string): Promise<number | null>;
}

export function createCredentialUses(options: {
  store: Store;
  /** Epoch milliseconds. */
  now: () => number;
}): CredentialUses {
  const { store, now } = options;
  const noted = new Map<string, number>();

  return {
    async note(credential) {
      const at = now();
      if (at - (noted.get(credential) ?? -Infinity) < coarse) return;
      noted.set(credential, at);
      if (await store.insert(credentialUses, credential, { at })) return;
      const stored = await store.get(credentialUses, credential);
      // A replica that was faster has said the same.
      if (stored && stored.doc.at < at)
        await store.replace(credentialUses, credential, stored.revision, { at });
    },
    async lastOf(credential) {
      return (await store.get(credentialUses, credential))?.doc.at ?? null;
    },
  };
}
