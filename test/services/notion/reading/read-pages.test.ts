import { describe, expect, it } from 'vitest';
import { Problem } from '../../../../src/core/problem.js';
import { readPages } from '../../../../src/services/notion/reading/read-pages.js';
import { addPage, fakeDatabase, fakeNotion, idOf, title } from '../../../support/fake-notion.js';

function withPages(count: number) {
  const database = fakeDatabase(idOf(9), 'Tasks', { Name: 'title' });
  for (let at = 0; at < count; at += 1)
    addPage(database, {
      id: idOf(1000 + at),
      createdAt: at,
      editedAt: at,
      properties: { Name: title(`page ${at}`) },
    });
  return { notion: fakeNotion(database), source: database.source.id };
}

async function read(
  { notion, source }: ReturnType<typeof withPages>,
  options: { limit?: number; signal?: AbortSignal } = {},
) {
  const ids: string[] = [];
  let incomplete = false;
  const query = { sort: { by: 'created_time', direction: 'ascending' } } as const;
  for await (const batch of readPages(notion, source, query, options)) {
    incomplete = batch.incomplete;
    ids.push(...batch.pages.map(({ id }) => id));
  }
  return { ids, incomplete, calls: notion.calls.length };
}

describe('reading pages', () => {
  it.each([
    [0, 1],
    [100, 1],
    [101, 2],
    [250, 3],
  ])('%i pages in order, in %i calls', async (count, calls) => {
    const done = await read(withPages(count));
    expect(done).toEqual({
      ids: Array.from({ length: count }, (_, at) => idOf(1000 + at)),
      incomplete: false,
      calls,
    });
  });

  it('ends at the limit, and says so only where there is more', async () => {
    const done = await read(withPages(250), { limit: 120 });
    expect([done.ids.length, done.incomplete, done.calls]).toEqual([120, true, 2]);
    const all = await read(withPages(120), { limit: 120 });
    expect([all.ids.length, all.incomplete]).toEqual([120, false]);
  });

  it("tells of Notion's own limit", async () => {
    const tasks = withPages(350);
    tasks.notion.queryLimit = 200;
    const done = await read(tasks);
    expect([done.ids.length, done.incomplete, done.calls]).toEqual([200, true, 2]);
  });

  it('does not go round in a circle', async () => {
    const tasks = withPages(500);
    tasks.notion.stuck = true;
    await expect(read(tasks)).rejects.toMatchObject({ code: 'outside_refused' });
    expect(tasks.notion.calls.length).toBeLessThanOrEqual(3);
  });

  it('a cursor that Notion forgot is no fault of the input', async () => {
    const tasks = withPages(250);
    tasks.notion.before = () => {
      if (tasks.notion.calls.length === 1)
        throw new Problem('invalid_input', 'bad start_cursor', '');
    };
    await expect(read(tasks)).rejects.toMatchObject({
      code: 'outside_unavailable',
      message: expect.stringContaining('bad start_cursor'),
    });
  });

  it('what Notion refuses at the first call is told as it is', async () => {
    const tasks = withPages(1);
    tasks.notion.before = () => {
      throw new Problem('invalid_input', 'no such property', '');
    };
    await expect(read(tasks)).rejects.toMatchObject({ code: 'invalid_input' });
  });

  it('passes the signal on', async () => {
    const stop = new AbortController();
    stop.abort();
    await expect(read(withPages(1), { signal: stop.signal })).rejects.toMatchObject({
      code: 'cancelled',
    });
  });
});
