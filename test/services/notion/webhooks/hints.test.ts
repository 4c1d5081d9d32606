import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHintBox, notionHints } from '../../../../src/services/notion/webhooks/hints.js';
import { openSqlite } from '../../../../src/services/store/sqlite.js';
import type { Store } from '../../../../src/services/store/store.js';

let folder: string;
let store: Store;
let now: number;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ppm-hints-'));
  store = openSqlite(folder);
  now = 1_000_000;
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

const box = () => createHintBox({ store, now: () => now });
const changed = (page: string) => ({ page, databaseId: 'd', dataSourceId: 's' });
const pages = (hints: { page: string }[]) => hints.map(({ page }) => page);

describe('hints', () => {
  it('are due 10 s after the first edit of a burst, once, and gone when done', async () => {
    const hints = box();
    await hints.add(changed('a'));
    now += 9_000;
    await hints.add(changed('a'));
    expect(await hints.due(10)).toEqual([]);
    now += 1_000;
    const due = await hints.due(10);
    expect(due).toEqual([
      expect.objectContaining({ ...changed('a'), firstSeen: 1_000_000, attempts: 1 }),
    ]);
    for (const hint of due) await hints.done(hint);
    now += 86_400_000;
    expect(await hints.due(10)).toEqual([]);
  });

  it('come oldest first, as many as asked for', async () => {
    const hints = box();
    for (const page of ['c', 'a', 'b']) {
      await hints.add(changed(page));
      now += 1_000;
    }
    now += 10_000;
    expect(pages(await hints.due(2))).toEqual(['c', 'a']);
    expect(pages(await hints.due(2))).toEqual(['b']);
  });

  it('that failed come again later and later, and do not hold up others', async () => {
    const hints = box();
    await hints.add(changed('a'));
    now += 10_000;
    const waits: number[] = [];
    for (let n = 0; n < 9; n += 1) {
      expect(pages(await hints.due(1))).toEqual(['a']);
      const before = now;
      while ((await store.get(notionHints, 'a'))?.doc.dueAt !== now) now += 1_000;
      waits.push((now - before) / 60_000);
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
    await hints.due(1);
    await hints.add(changed('b'));
    now += 10_000;
    expect(pages(await hints.due(1))).toEqual(['b']);
  });

  it('stay when the page changes while it is synced', async () => {
    const hints = box();
    await hints.add(changed('a'));
    now += 10_000;
    const [taken] = await hints.due(1);
    await hints.add(changed('a'));
    if (taken) await hints.done(taken);
    expect(await hints.due(1)).toEqual([]);
    now += 10_000;
    const [again] = await hints.due(1);
    expect(again).toMatchObject({ page: 'a', attempts: 1 });
    if (again) await hints.done(again);
    now += 86_400_000;
    expect(await hints.due(1)).toEqual([]);
  });

  it('are taken up by one process only', async () => {
    const [one, other] = [box(), box()];
    for (let n = 0; n < 10; n += 1) await one.add(changed(`page ${n}`));
    now += 10_000;
    const taken = await Promise.all([one.due(10), other.due(10)]);
    expect(pages(taken.flat()).toSorted()).toEqual(
      Array.from({ length: 10 }, (_, n) => `page ${n}`),
    );
  });
});
