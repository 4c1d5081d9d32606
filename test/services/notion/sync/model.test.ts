// At rest, the table equals Notion, row by row, whatever has happened on the way.
import { describe, expect, test } from 'vitest';
import { differences, play } from './history.js';

const histories = 1_000;
const inOneTest = 100;

describe('a thousand histories', () => {
  test.each(Array.from({ length: histories / inOneTest }, (_, index) => index * inOneTest))(
    'from seed %i',
    async (first) => {
      const seen = { kills: 0, full: 0, incremental: 0 };
      for (let seed = first; seed < first + inOneTest; seed += 1) {
        const outcome = await play(seed);
        expect({ seed, wrong: differences(outcome) }).toEqual({ seed, wrong: [] });
        seen.kills += outcome.kills;
        seen[outcome.needsFull ? 'full' : 'incremental'] += 1;
      }
      // A model in which nothing goes wrong shows nothing.
      expect(seen.kills).toBeGreaterThan(inOneTest / 4);
      expect(Math.min(seen.full, seen.incremental)).toBeGreaterThan(inOneTest / 10);
    },
    120_000,
  );
});
