// Writes that are asked for together share a transaction; one that fails fails for all of them, and the next goes on.
import { expect, it } from 'vitest';
import { Problem } from '../../../src/core/problem.js';
import { createGroupCommit } from '../../../src/services/store/group-commit.js';

const statement = (sql: string) => ({ sql, values: [] });

function connection() {
  const batches: string[][] = [];
  let broken = false;
  return {
    batches,
    breaks: (now: boolean) => {
      broken = now;
    },
    write(all: readonly { sql: string }[]): number[] {
      batches.push(all.map(({ sql }) => sql));
      if (broken) throw new Problem('store_unavailable', 'The disk is full.', 'Make room.');
      return all.map((_, place) => place);
    },
  };
}

it('shares a transaction, and gives each its own result', async () => {
  const db = connection();
  const { write } = createGroupCommit(db);
  expect(await Promise.all(['a', 'b', 'c'].map((sql) => write(statement(sql))))).toEqual([0, 1, 2]);
  await write(statement('d'));
  expect(db.batches).toEqual([['a', 'b', 'c'], ['d']]);
});

it('lets others have their turn between large batches', async () => {
  const db = connection();
  const { write } = createGroupCommit(db);
  await Promise.all(Array.from({ length: 600 }, (_, at) => write(statement(String(at)))));
  expect(db.batches.map((batch) => batch.length)).toEqual([250, 250, 100]);
  expect(db.batches.flat()).toEqual(Array.from({ length: 600 }, (_, at) => String(at)));
});

it('tells a failure to everyone who shared it, and to nobody else', async () => {
  const db = connection();
  const { write } = createGroupCommit(db);
  db.breaks(true);
  const together = await Promise.allSettled([write(statement('a')), write(statement('b'))]);
  expect(together.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  db.breaks(false);
  expect(await write(statement('c'))).toBe(0);
});

it('flushes what waits', async () => {
  const db = connection();
  const { write, flush } = createGroupCommit(db);
  const waiting = write(statement('a'));
  flush();
  expect(db.batches).toEqual([['a']]);
  expect(await waiting).toBe(0);
});
