// Events to a subscriber: signed, at least once, soon after what they tell of.
// (developers.notion.com/reference/webhooks)
import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Happening } from './state/happening.js';
import { idFrom } from './state/workspace.js';

/** Milliseconds before each further try. */
const retries = [100, 500, 2_000] as const;

export interface Webhooks {
  /** Sends the verification token, as when somebody makes the subscription. Resolves with the token. */
  verify(): Promise<string>;
  tell(happening: Happening): void;
  close(): Promise<void>;
}

export function createWebhooks(url: string | null, now: () => number): Webhooks {
  const token = `secret_${randomBytes(24).toString('base64url')}`;
  const sending = new Set<Promise<void>>();
  const stopped = new AbortController();
  const { signal } = stopped;

  async function post(body: string, signature: string | null): Promise<boolean> {
    if (url === null) return false;
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(signature === null ? {} : { 'x-notion-signature': signature }),
        },
        body,
        signal,
      });
      await response.arrayBuffer();
      return response.ok;
    } catch {
      return false;
    }
  }

  async function deliver(event: Record<string, unknown>): Promise<void> {
    for (const [attempt, wait] of [0, ...retries].entries()) {
      if (wait > 0) await pause(wait, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      const body = JSON.stringify({ ...event, attempt_number: attempt + 1 });
      const signature = `sha256=${createHmac('sha256', token).update(body).digest('hex')}`;
      if (await post(body, signature)) return;
    }
  }

  return {
    async verify() {
      await post(JSON.stringify({ verification_token: token }), null);
      return token;
    },
    tell(happening) {
      const database = 'page' in happening ? happening.page.database : happening.database;
      if (url === null || !database.shared) return;
      const sent: Promise<void> = deliver({
        id: randomUUID(),
        timestamp: new Date(now()).toISOString(),
        workspace_id: idFrom('workspace'),
        workspace_name: 'Meridian Finance',
        subscription_id: idFrom('subscription'),
        integration_id: idFrom('integration'),
        api_version: '2025-09-03',
        authors: [{ id: idFrom('author'), type: 'person' }],
        type: happening.type,
        ...told(happening),
      }).finally(() => sending.delete(sent));
      sending.add(sent);
    },
    async close() {
      stopped.abort();
      await Promise.all(sending);
    },
  };
}

function told(happening: Happening): Record<string, unknown> {
  const { id, dataSourceId } = 'page' in happening ? happening.page.database : happening.database;
  const parent = { id, type: 'database', data_source_id: dataSourceId };
  const updated = 'properties' in happening ? { updated_properties: happening.properties } : {};
  return {
    entity:
      'page' in happening
        ? { id: happening.page.id, type: 'page' }
        : { id: dataSourceId, type: 'data_source' },
    data: { parent, ...updated },
  };
}
