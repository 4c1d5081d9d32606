import { describe, expect, it } from 'vitest';
import {
  duplicatesIn,
  sameKey,
  type KeyedPage,
} from '../../../../src/services/notion/reading/duplicates.js';

const page = (id: string, key: string, editedAt: number, createdAt = 0): KeyedPage => ({
  id,
  key,
  same: sameKey(key),
  editedAt,
  createdAt,
  url: '',
});

describe('duplicates', () => {
  it.each([
    ['  Acme\t GmbH ', 'acme gmbh'],
    ['ＡＣＭＥ', 'acme'],
    ['Cafe\u0301', 'café'],
    [' \u00a0 ', ''],
  ])('%j is %j', (key, expected) => {
    expect(sameKey(key)).toBe(expected);
  });

  it('a long key is kept short, and still tells texts apart', () => {
    const long = 'x'.repeat(2_000_000);
    expect(sameKey(long)).toHaveLength(64);
    expect(sameKey(`${long} `)).toBe(sameKey(long.toUpperCase()));
    expect(sameKey(`${long}y`)).not.toBe(sameKey(long));
  });

  it('the newest edit stays, and the others are told oldest first', () => {
    const [group, ...rest] = duplicatesIn([
      page('a', 'Acme', 2),
      page('b', 'acme ', 9),
      page('c', 'ACME', 1),
      page('d', 'Bravo', 1),
    ]);
    expect(rest).toEqual([]);
    expect([group?.keep.id, group?.key, group?.go.map(({ id }) => id)]).toEqual([
      'b',
      'acme ',
      ['c', 'a'],
    ]);
  });

  it('of the same minute the one made first stays; of the same making the smaller id', () => {
    const keptOf = (...pages: KeyedPage[]) => duplicatesIn(pages)[0]?.keep.id;
    expect(keptOf(page('a', 'x', 5, 3), page('b', 'x', 5, 2))).toBe('b');
    expect(keptOf(page('b', 'x', 5, 2), page('a', 'x', 5, 2))).toBe('a');
  });

  it('none', () => {
    expect(duplicatesIn([page('a', 'x', 1), page('b', 'y', 1)])).toEqual([]);
  });
});
