// Keeps the Home tabs of those who have opened theirs true: drawn when it is opened, then whenever something on it has
// changed, looked at every 30 s. Any number of processes share the rows, each tab is drawn by the one that took its turn.
import { createHash } from 'node:crypto';
import type { KnownBlock } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { Dashboard } from '../../services/dashboard/dashboard.js';
import { every } from '../../services/every.js';
import type { Log } from '../../services/log.js';
import type { Collection, Store, Stored } from '../../services/store/store.js';
import { update } from '../../services/store/update.js';
import { renderHome } from '../cards/home-card.js';
import { linksOn } from './links-on.js';

const tabSchema = z.object({
  /** Epoch milliseconds. */
  openedAt: z.number().int(),
  /** When it is looked at again; a time far away once nobody seems to look any more. */
  lookAt: z.number().int(),
  /** Hash of what stands there. */
  shown: z.string().nullable(),
});
type Tab = z.infer<typeof tabSchema>;

/** By Slack user id. */
export const homeTabs: Collection<Tab> = {
  name: 'home_tabs',
  schema: tabSchema,
  indexes: { byLook: ['lookAt'] },
};

const lookEveryMs = 5_000;
const freshForMs = 30_000;
/** Slack draws a tab anew whenever it is opened, so one that was opened long ago is not on anybody's screen. */
const watchedMs = 12 * 3_600_000;
const never = 8_640_000_000_000_000;
/** In one pass: Slack takes about 100 views a minute. */
const mostInPass = 8;

export interface Home {
  /** Somebody opened their tab. @throws what Slack or the store say: it is tried again */
  opened(user: string): Promise<void>;
  start(): void;
  stop(): Promise<void>;
}

export interface HomeParts {
  store: Store;
  client: Pick<WebClient, 'views'>;
  dashboardOf: (user: string) => Promise<Dashboard>;
  linkTo: (kind: 'run' | 'incident', id: string) => Promise<string | null>;
  now: () => number;
  log: Log;
}

export function createHome(parts: HomeParts): Home {
  const { store, now, log } = parts;
  let loop: ReturnType<typeof every> | undefined;

  async function blocksFor(user: string): Promise<{ blocks: KnownBlock[]; hash: string }> {
    const dashboard = await parts.dashboardOf(user);
    const blocks = renderHome(dashboard, await linksOn(dashboard, parts.linkTo));
    return { blocks, hash: createHash('sha256').update(JSON.stringify(blocks)).digest('hex') };
  }

  const publish = (user: string, blocks: KnownBlock[]): Promise<unknown> =>
    parts.client.views.publish({ user_id: user, view: { type: 'home', blocks } });

  async function look({ id, revision, doc }: Stored<Tab>): Promise<void> {
    const isWatched = now() - doc.openedAt < watchedMs;
    const lookAt = isWatched ? now() + freshForMs : never;
    // The turn is taken before anything is drawn: another process leaves it alone.
    if (!(await store.replace(homeTabs, id, revision, { ...doc, lookAt })) || !isWatched) return;
    const { blocks, hash } = await blocksFor(id);
    if (hash === doc.shown) return;
    await publish(id, blocks);
    await update(store, homeTabs, id, (tab) => ({ ...tab, shown: hash }));
  }

  async function pass(): Promise<void> {
    const due = await store.list(homeTabs, { index: 'byLook', max: now(), limit: mostInPass });
    for (const tab of due.items)
      await look(tab).catch((error: unknown) =>
        log.warn({ err: error, user: tab.id }, 'a Home tab could not be drawn'),
      );
  }

  return {
    async opened(user) {
      const { blocks, hash } = await blocksFor(user);
      await publish(user, blocks);
      const tab = { openedAt: now(), lookAt: now() + freshForMs, shown: hash };
      if (!(await store.insert(homeTabs, user, tab)))
        await update(store, homeTabs, user, () => tab);
    },
    start() {
      loop = every(lookEveryMs, pass, (error) =>
        log.warn({ err: error }, 'the Home tabs could not be looked at'),
      );
    },
    async stop() {
      await loop?.stop();
    },
  };
}
