// Nobody dies: replies are lost on their way, processes stand still for longer than their lease and come back believing that
// they hold it, and the members of MongoDB take turns as primary.
import { afterAll, describe, expect, test } from 'vitest';
import type { Deed, Point } from './fate.js';
import { closeAll, openLanes, tell } from './lanes.js';
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
    tell(story, lived);
    expect(lived.faults).toEqual([]);
  });
});

describe.each([restore, alert])('$name', (story) => {
  test('every reply of the store is lost once', async () => {
    const lived = await liveThrough(
      story,
      lanes,
      pointsFor('lose-reply', 12, (kind) => !isOutside(kind)),
    );
    tell(story, lived);
    expect(lived.faults).toEqual([]);
  });

  test('who writes stands still for longer than its lease, and comes back', async () => {
    const lived = await liveThrough(
      story,
      lanes,
      pointsFor('pause', 20, () => true),
    );
    tell(story, lived);
    expect(lived.faults).toEqual([]);
  });
});
