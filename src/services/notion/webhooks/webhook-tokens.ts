// The verification token of the Notion webhook: Notion sends it once, somebody pastes it back into Notion, and from then on
// every event is signed with it. NOTION_WEBHOOK_TOKEN is the lasting place for it; until it is set, the store keeps what came.
// Anybody can send something that looks like a handshake, so that several are kept until an event proves one.
import { verifyWebhookSignature } from '@notionhq/client';
import { z } from 'zod';
import type { Collection, Store } from '../../store/store.js';
import { update } from '../../store/update.js';

const keptSchema = z.object({
  /** Epoch milliseconds. */
  offered: z.array(z.object({ token: z.string(), at: z.number().int() })),
  confirmed: z.object({ token: z.string(), at: z.number().int() }).nullable(),
});
type Kept = z.infer<typeof keptSchema>;

export const webhookTokens: Collection<Kept> = {
  name: 'webhook_tokens',
  schema: keptSchema,
  indexes: {},
};

const id = 'notion';
/** Handshakes that are remembered; the oldest are dropped. */
const most = 20;

export const verificationToken = z.string().regex(/^[\x21-\x7e]{16,256}$/);

export type WebhookState =
  /** NOTION_WEBHOOK_TOKEN counts, and nothing else. */
  | { state: 'set' }
  | { state: 'confirmed'; token: string; at: number }
  /** Latest first; empty when no handshake has come. */
  | { state: 'waiting'; offered: { token: string; at: number }[] };

/** Every method throws Problem store_unavailable when the store does. */
export interface WebhookTokens {
  /** Whether Notion has signed this body (`X-Notion-Signature`). The first event that is, confirms the token. */
  isSigned(body: Buffer, signature: string): Promise<boolean>;
  /** Keeps the token of a handshake. False when none is waited for. */
  offer(token: string): Promise<boolean>;
  state(): Promise<WebhookState>;
  /** Forgets what the store keeps, so that a new handshake is heard. False if there was nothing. */
  forget(): Promise<boolean>;
}

/** @param options.configured NOTION_WEBHOOK_TOKEN */
export function createWebhookTokens(options: {
  store: Store;
  configured: string | undefined;
  now: () => number;
}): WebhookTokens {
  const { store, configured, now } = options;

  async function kept(): Promise<Kept> {
    return (await store.get(webhookTokens, id))?.doc ?? { offered: [], confirmed: null };
  }

  async function change(with_: (doc: Kept) => Kept): Promise<Kept> {
    for (;;) {
      const stored = await update(store, webhookTokens, id, with_);
      if (stored) return stored.doc;
      await store.insert(webhookTokens, id, { offered: [], confirmed: null });
    }
  }

  return {
    async isSigned(body, signature) {
      const signs = (verification: string) =>
        verifyWebhookSignature({ body, signature, verificationToken: verification });
      if (configured !== undefined) return signs(configured);
      const { offered, confirmed } = await kept();
      if (confirmed) return signs(confirmed.token);
      for (const { token } of offered)
        if (await signs(token)) {
          const doc = await change((current) =>
            current.confirmed ? current : { offered: [], confirmed: { token, at: now() } },
          );
          return doc.confirmed?.token === token;
        }
      return false;
    },
    async offer(token) {
      if (configured !== undefined) return false;
      const doc = await change((current) =>
        current.confirmed || current.offered.some((known) => known.token === token)
          ? current
          : { ...current, offered: [{ token, at: now() }, ...current.offered].slice(0, most) },
      );
      return doc.confirmed === null;
    },
    async state() {
      if (configured !== undefined) return { state: 'set' };
      const { offered, confirmed } = await kept();
      return confirmed ? { state: 'confirmed', ...confirmed } : { state: 'waiting', offered };
    },
    forget: () => store.remove(webhookTokens, id),
  };
}
