// Nobody dies: replies are lost on their way, and processes stand still for longer than their lease and come back believing that
// they hold it.
import { afterAll, describe, expect, test } from 'vitest';
import type { Deed, Point } from './fate.js';
import { closeAll, doubts, openLanes } from './lanes.js';
import { liveThrough } from './lives.js';
import { mongoMemory } from './memory.js';
import { alert } from './stories/alert.js';
import { deploy, job } from './stories/outside.js';
import { restore } from './stories/restore.js';

const lanes = openLanes({ memory: mongoMemory }, 6);
afterAll(() => closeAll(lanes));

const isOutside = (kind: string): boolean => !/^(?:insert|replace|remove) /.test(kind);

/** @param most of one kind: an edit that shows what is there is like any other */
function pointsFor(deed: Deed, most: number, which: (kind: string) => boolean) {
  return (counts: ReadonlyMap<string, number>): Point[] =>
    [...counts]
      .filter(([kind]) => which(kind))
      .flatMap(([kind, count]) =>
        Array.from({ length: Math.min(count, most) }, (_, index) => ({
          deed,
          kind,
          nth: index + 1,
        })),
      );
}

describe.each([restore, alert, job, deploy])('$name', (story) => {
  test('every reply from outside is lost once', async () => {
    const lived = await liveThrough(story, lanes, pointsFor('lose-reply', 12, isOutside));
    expect(doubts(story, lived)).toEqual([]);
  });
});

describe.each([restore, alert])('$name', (story) => {
  test('every reply of the store is lost once', async () => {
    const lived = await liveThrough(
      story,
      lanes,
      pointsFor('lose-reply', 12, (kind) => !isOutside(kind)),
    );
    expect(doubts(story, lived)).toEqual([]);
  });

  test('who writes stands still for longer than its lease, and comes back', async () => {
    const lived = await liveThrough(
      story,
      lanes,
      pointsFor('pause', 20, () => true),
    );
    expect(doubts(story, lived)).toEqual([]);
  });
});
