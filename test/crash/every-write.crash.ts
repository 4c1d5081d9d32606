// kill -9 at every write of a restore's life, before and after: exactly one restore or none, and a card that says which.
import { describe, expect, test } from 'vitest';
import { liveThrough, type KillPoint } from './story.js';

/** How many lives are lived side by side. */
const lanes = 3;

describe.each(['runs', 'cards', 'audit', 'requests', 'locks'])(
  'killed at each write to %s',
  (collection) => {
    test.each(['before', 'after'] as const)('%s it', async (moment) => {
      const found: string[] = [];
      let nth = 0;
      let last = Number.POSITIVE_INFINITY;
      await Promise.all(
        Array.from({ length: lanes }, async () => {
          while (nth < last) {
            nth += 1;
            const point: KillPoint = { moment, collection, nth };
            const ending = await liveThrough(point);
            if (!ending.killed) last = Math.min(last, point.nth);
            found.push(...faults(point, ending));
          }
        }),
      );
      expect(found).toEqual([]);
      // A switch that never fires would prove nothing.
      expect(last).toBeGreaterThan(1);
    });
  },
);

function faults(point: KillPoint, ending: Awaited<ReturnType<typeof liveThrough>>): string[] {
  const succeeded = ending.cards.filter((card) => /has succeeded/.test(card)).length;
  const wrong = [
    (ending.restores !== succeeded || succeeded > 1) &&
      `${ending.restores} restores, and the cards say: ${ending.cards.join(' | ')}`,
    (ending.cards.length < 1 || ending.cards.length > ending.typed) &&
      `${ending.cards.length} cards for ${ending.typed} commands`,
    ending.outcomes !== ending.cards.length && `${ending.outcomes} outcomes`,
    !ending.auditIntact && 'a broken audit chain',
  ];
  return wrong
    .filter((fault) => fault !== false)
    .map((fault) => `${point.moment} write ${point.nth} to ${point.collection}: ${fault}`);
}
