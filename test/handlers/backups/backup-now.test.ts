// `backup now`, from its plan to its checks.
import { describe, expect, it } from 'vitest';
import { systemActor } from '../../../src/core/actor.js';
import { Problem } from '../../../src/core/problem.js';
import { backupNow } from '../../../src/handlers/backups/backup-now.js';
import { perform, planned } from '../notion/notion-bench.js';
import { backupOf, bench, day, start, targets } from './backups-bench.js';

const broken = new Problem('not_possible', 'ORCHESTRA_URI is not set.', 'Set it.');
const one = { database: 'notion_bot' };
const doubt = (step: string) => ({ step, since: start });

describe('its plan', () => {
  it('says what, how and where to, and stays the same', async () => {
    let dataBytes = 41_234_567;
    const check = async () => ({
      version: '100.6.1',
      dataBytes: (dataBytes += 1_000),
      freeBytes: dataBytes,
    });
    const plan = await planned(backupNow, one, bench([], { check }).context);
    expect(plan).toMatchObject({
      target: 'notion_bot',
      headline: 'Back up notion_bot',
      facts: [
        { label: 'notion-bot-api/notion_bot', value: 'about 40 MB of data' },
        { label: 'mongodump', value: '100.6.1' },
        { label: 'Goes to', value: '/data/mongo-backups' },
        { label: 'Encrypted', value: 'yes' },
        { label: 'Off-site copy', value: 'yes' },
      ],
      warnings: [],
      steps: [{ id: 'notion-bot-api/notion_bot' }, { id: 'prune' }],
      next: [{ operation: 'backup.verify', input: { database: 'notion_bot' } }],
    });
    expect(backupNow.undo(plan)).toBeNull();
  });

  it('warns where it is neither encrypted nor off-site, or holds nothing', async () => {
    const { context } = bench([], {
      policy: { isEncrypting: false, isOffsite: false, oddSizePercent: 50 },
      check: async () => ({ version: '1', dataBytes: 0, freeBytes: 1 }),
    });
    expect((await planned(backupNow, one, context)).warnings).toEqual([
      'notion-bot-api/notion_bot holds nothing.',
      expect.stringContaining('backups.encrypt'),
      expect.stringContaining('backups.offsite'),
    ]);
  });

  it.each([
    ['notion_bot', 'notion_bot'],
    ['Orchestra', 'orchestra_db'],
    ['notion-bot-api/notion_bot', 'notion_bot'],
  ])('%s is a database', async (database, target) => {
    expect(await planned(backupNow, { database }, bench().context)).toMatchObject({ target });
  });

  it.each([
    [
      { database: 'notion_bo' },
      targets,
      { code: 'invalid_input', field: 'database', hint: expect.stringContaining('notion_bot') },
    ],
    [
      { database: 'notion_bot' },
      targets.map((target) => ({ ...target, database: 'notion_bot' })),
      { code: 'invalid_input', hint: 'Write notion-bot-api/notion_bot or orchestra/notion_bot.' },
    ],
    [{}, [], { code: 'not_possible' }],
  ])('%o is refused', async (input, some, expected) => {
    const asked = backupNow.plan(input, bench([], { targets: some }).context);
    await expect(asked).rejects.toMatchObject(expected);
  });
});

describe('a run', () => {
  it('backs every database up, removes old ones, and proves it', async () => {
    const { context, made, pruned, all } = bench();
    const { failed, notes } = await perform(backupNow, {}, context);
    expect(failed).toEqual([]);
    expect(made).toEqual(['notion_bot', 'orchestra_db']);
    expect(pruned).toEqual(['notion_bot', 'orchestra_db']);
    expect(all[0]).toMatchObject({ reason: 'manual', label: 'R-000001' });
    expect(notes).toMatchObject({
      'orchestra/orchestra_db': expect.stringContaining('500 documents in 1 collection, 2.9 KB'),
      prune: 'none to remove',
    });
  });

  it('of the bot itself is a scheduled one', async () => {
    const { context, all } = bench([], {}, { actor: systemActor });
    await perform(backupNow, one, context);
    expect(all[0]).toMatchObject({ reason: 'scheduled' });
  });

  it('goes on where a process died, and makes none twice', async () => {
    const { context, made } = bench([backupOf({ label: 'R-000001' })]);
    const { failed } = await perform(backupNow, one, context);
    expect(failed).toEqual([]);
    expect(made).toEqual([]);
  });

  it('that died is looked at: done with a manifest, else not', async () => {
    const { context, all } = bench();
    const plan = await planned(backupNow, one, context);
    const settle = (step: string) => backupNow.reconcile(plan, context, doubt(step));
    expect(await settle('notion-bot-api/notion_bot')).toMatchObject({ outcome: 'not-done' });
    all.push(backupOf({ label: 'R-TEST', system: 'orchestra' }));
    expect(await settle('notion-bot-api/notion_bot')).toMatchObject({ outcome: 'not-done' });
    all.push(backupOf({ label: 'R-TEST' }));
    expect(await settle('notion-bot-api/notion_bot')).toMatchObject({ outcome: 'done' });
    expect(await settle('prune')).toMatchObject({ outcome: 'not-done' });
  });

  it('backs up what it can, and fails for the rest', async () => {
    const { context, made } = bench([], {
      check: async ({ system }) => {
        if (system === 'orchestra') throw broken;
        return { version: '1', dataBytes: 1, freeBytes: 1 };
      },
    });
    const { failed, plan } = await perform(backupNow, {}, context);
    expect(plan.warnings).toContain(
      "orchestra/orchestra_db can't be backed up: ORCHESTRA_URI is not set.",
    );
    expect(made).toEqual(['notion_bot']);
    expect(failed).toEqual(['orchestra/orchestra_db is backed up: ORCHESTRA_URI is not set.']);
    await expect(backupNow.plan({ database: 'orchestra' }, context)).rejects.toBe(broken);
  });
});

describe('it fails when', () => {
  const before = (bytes: number[]) =>
    bytes.map((size, back) => backupOf({ bytes: size, startedAt: start - (back + 1) * day }));

  it.each([
    ['a third of the size', [9_000, 9_100, 8_900], ['about as large as before: 2.9 KB']],
    ['twice the size', [1_400, 1_500, 1_300, 1_450], ['about as large as before: 2.9 KB']],
    ['about the size', [2_900, 3_500, 2_100], []],
    ['too few to compare', [90_000, 90_000], []],
    [
      'only the last seven count',
      [...Array<number>(7).fill(3_000), ...Array<number>(20).fill(90_000)],
      [],
    ],
  ])('its size is odd: %s', async (_how, sizes, expected) => {
    const { failed } = await perform(backupNow, one, bench(before(sizes)).context);
    expect(failed).toEqual(expected.map((text) => `notion-bot-api/notion_bot is ${text}`));
  });

  it('a backup can not be read back', async () => {
    const inspect = async () => {
      throw new Problem('not_possible', 'It is cut short.', 'Choose another one.');
    };
    const { failed } = await perform(backupNow, one, bench([], { inspect }).context);
    expect(failed).toEqual(['notion-bot-api/notion_bot can be read back: It is cut short.']);
  });

  it('one was not copied off-site', async () => {
    const own = bench();
    const make = async (...given: Parameters<typeof own.context.mongoBackups.make>) => {
      await own.context.mongoBackups.make(...given);
      const backup = backupOf({ label: given[1].label, isOffsite: false });
      own.all.splice(0, own.all.length, backup);
      return backup;
    };
    const context = { ...own.context, mongoBackups: { ...own.context.mongoBackups, make } };
    const { failed, notes } = await perform(backupNow, one, context);
    expect(notes['notion-bot-api/notion_bot']).toContain('not copied off-site');
    expect(failed).toEqual([expect.stringContaining('notion-bot-api/notion_bot is off-site')]);
  });

  it('there is none', async () => {
    const { context } = bench();
    const plan = await planned(backupNow, one, context);
    expect(await backupNow.verify(plan, context)).toMatchObject([{ ok: false, actual: 'none' }]);
  });
});
