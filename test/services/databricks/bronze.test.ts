// The bronze tables on the warehouse, and the fake beside them: one contract for all, and what only a warehouse can do.
import { describe, expect, it } from 'vitest';
import { createFakeBronze } from '../../support/fake-bronze.js';
import { bronzeContract, commit, morning, page, pageId, projects } from './bronze-contract.js';
import { useBronze, volume } from './bronze-support.js';
import { problem } from './support.js';

const held = useBronze();
const none = undefined;

describe('the fake', () => {
  bronzeContract(async () => {
    const bronze = createFakeBronze();
    return { bronze, stored: async () => bronze.rows };
  });
});

describe.each([
  { way: 'with a volume', options: { volume } },
  { way: 'without a volume', options: { volume: none } },
])('the tables $way', ({ options }) => {
  const fresh = async () => {
    await held.dropTables();
    const bronze = held.connect(options);
    await bronze.prepare();
    return bronze;
  };

  bronzeContract(async () => ({ bronze: await fresh(), stored: held.stored }));

  it('send nothing for an empty batch', async () => {
    const bronze = await fresh();
    expect(await held.sentBy(() => commit(bronze, []))).toEqual([]);
  });

  it('keep titles without NUL and without half characters', async () => {
    const bronze = await fresh();
    await commit(bronze, [page(1, { title: 'a\0b\uD83Dc' })]);
    expect((await held.stored()).get(pageId(1))?.title).toBe('ab\uFFFDc');
  });

  it('merge again when the reply was lost, and nothing is there twice', async () => {
    const bronze = await fresh();
    held.warehouse.faults.set({ lostReply: { match: 'MERGE' } });
    await commit(bronze, [page(1), page(2)]);
    expect([...(await held.stored()).keys()]).toEqual([pageId(1), pageId(2)]);
    held.warehouse.faults.set({ lostReply: { match: 'MERGE' } });
    await bronze.setWatermark({ databaseId: projects, syncedAt: 1, editedAt: null, pages: 2 });
    expect(await bronze.watermarks()).toHaveLength(1);
  }, 20_000);

  it('merge again when another writer was faster', async () => {
    const bronze = await fresh();
    held.warehouse.faults.set({
      failStatement: {
        match: 'MERGE',
        error: '[DELTA_CONCURRENT_APPEND] ConcurrentAppendException: Files were added.',
        sqlState: '2D521',
      },
    });
    const sent = await held.sentBy(async () => {
      expect(await commit(bronze, [page(1)])).toBe(1);
    });
    expect(sent.filter(({ word }) => word === 'MERGE')).toHaveLength(2);
  }, 20_000);

  it('stop at once when they are told to', async () => {
    const bronze = await fresh();
    held.warehouse.faults.set({ slow: { match: 'MERGE', millis: 60_000 } });
    const controller = new AbortController();
    const committing = problem(commit(bronze, [page(1)], { signal: controller.signal }));
    const merging = () =>
      held.warehouse
        .statements()
        .filter(({ sql }) => sql.startsWith('MERGE'))
        .at(-1)?.status;
    await expect.poll(merging).toBe('running');
    controller.abort();
    expect(await committing).toMatchObject({ code: 'cancelled' });
    await expect.poll(merging).toBe('cancelled');
    expect((await held.stored()).size).toBe(0);
  }, 20_000);

  it('leave no file behind', async () => {
    const bronze = await fresh();
    await commit(bronze, [page(1)]);
    const batch = await bronze.openBatch();
    await batch.add(page(2));
    await batch.discard();
    await batch.discard();
    expect(await held.spooled()).toEqual([]);
  });

  it('bring a batch that was refused in when it is committed again', async () => {
    const bronze = await fresh();
    const batch = await bronze.openBatch();
    await batch.add(page(1));
    held.warehouse.faults.set({
      failStatement: { match: 'MERGE', error: '[SOME_THING] no', sqlState: '42000' },
    });
    const how = { evenOlder: false, syncedAt: morning };
    expect(await problem(batch.commit(how))).toMatchObject({ code: 'outside_refused' });
    expect(await batch.commit(how)).toEqual({ changed: 1 });
    await batch.discard();
  });
});

describe('with a volume', () => {
  const prepared = async () => {
    await held.dropTables();
    const bronze = held.connect();
    await bronze.prepare();
    return bronze;
  };
  const words = (sent: { word: string }[]) => sent.map(({ word }) => word);

  it('a batch is three statements, however many rows it has', async () => {
    const bronze = await prepared();
    const rows = Array.from({ length: 5_000 }, (_, number) => page(number));
    const sent = await held.sentBy(async () => {
      expect(await commit(bronze, rows)).toBe(5_000);
      await bronze.close();
    });
    expect(words(sent)).toEqual(['PUT', 'MERGE', 'REMOVE']);
    expect((await held.stored()).size).toBe(5_000);
  }, 20_000);

  it('a page of megabytes is no trouble', async () => {
    const bronze = await prepared();
    const large = page(1, { properties: JSON.stringify({ Notes: 'é"\\'.repeat(1_500_000) }) });
    expect(await commit(bronze, [large])).toBe(1);
    expect((await held.stored()).get(pageId(1))?.properties).toBe(large.properties);
  }, 20_000);

  it('a file that can not be removed is only told to the log', async () => {
    const bronze = await prepared();
    held.warehouse.faults.set({
      failStatement: { match: '^REMOVE', error: '[SOME_THING] no', sqlState: '42000' },
    });
    expect(await commit(bronze, [page(1)])).toBe(1);
    await expect.poll(() => held.warnings).toEqual(['a staged file was left behind']);
  });

  it('a storage that fails is asked again', async () => {
    const bronze = await prepared();
    held.warehouse.faults.set({ storageRefuses: { status: 503 } });
    expect(await commit(bronze, [page(1)])).toBe(1);
  }, 20_000);

  it('a lost reply to PUT is asked again', async () => {
    const bronze = await prepared();
    held.warehouse.faults.set({ lostReply: { match: '^PUT' } });
    expect(await commit(bronze, [page(1)])).toBe(1);
  }, 20_000);

  it('a volume that is not there is named', async () => {
    await prepared();
    const bronze = held.connect({ volume: '/Volumes/main/bronze/nowhere' });
    const error = await problem(commit(bronze, [page(1)]));
    expect(error.message).toContain('`main`.`bronze`.`nowhere` does not exist');
    expect((await held.stored()).size).toBe(0);
  });
});

describe('without a volume', () => {
  const mebibyte = 1024 * 1024;
  const prepared = async () => {
    await held.dropTables();
    const bronze = held.connect({ volume: none });
    await bronze.prepare();
    return bronze;
  };

  it('many rows are a few statements of at most four mebibytes', async () => {
    const bronze = await prepared();
    const notes = 'é"\\'.repeat(20_000);
    const rows = Array.from({ length: 100 }, (_, number) =>
      page(number, { properties: JSON.stringify({ Notes: notes, number }) }),
    );
    const sent = await held.sentBy(async () => {
      expect(await commit(bronze, rows)).toBe(100);
    });
    // A row is 200 kB here: a quote and a backslash need three and four of them, being JSON in JSON.
    expect(sent.length).toBeGreaterThan(2);
    expect(sent.length).toBeLessThan(10);
    for (const { word, longest } of sent) {
      expect(word).toBe('MERGE');
      expect(longest).toBeLessThanOrEqual(4 * mebibyte);
    }
    const stored = await held.stored();
    expect([...stored.values()].map(({ properties }) => properties)).toEqual(
      rows.map(({ properties }) => properties),
    );
  }, 20_000);

  it('a row that is too large by itself is refused by name, and the others go on', async () => {
    const bronze = await prepared();
    const batch = await bronze.openBatch();
    await batch.add(page(1));
    const large = page(2, { title: 'Large', properties: JSON.stringify('x'.repeat(4 * mebibyte)) });
    const error = await problem(batch.add(large));
    expect(error).toMatchObject({
      code: 'not_possible',
      hint: expect.stringContaining('databricks.volume'),
    });
    expect(error.message).toContain('Large');
    expect(batch.rows).toBe(1);
    expect(await batch.commit({ evenOlder: false, syncedAt: morning })).toEqual({ changed: 1 });
    await batch.discard();
  });
});
