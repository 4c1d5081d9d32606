// Proving a backup: the scratch database comes and goes whatever happens, and only an equal one is proved.
import { beforeEach, describe, expect, it } from 'vitest';
import { Problem } from '../../../src/core/problem.js';
import { backupVerify } from '../../../src/handlers/backups/backup-verify.js';
import { scratchOf } from '../../../src/services/backups-restore/scratch.js';
import { Died, perform, planOf, takeOver } from './restore-engine.js';
import { backup, database, restoreWorld, shapes, start, type World } from './restore-world.js';

const scratch = scratchOf('R-000001');
let world: World;
beforeEach(() => {
  world = restoreWorld();
});

const refusal = (asked: Promise<unknown>) =>
  asked.then(
    () => 'done',
    (error: unknown) => error,
  );
const checksNow = async (plan: Awaited<ReturnType<typeof planOf>>) =>
  backupVerify.verify(plan, { ...world.context, run: 'R-000001' });
const spoil = () =>
  world.fails.set('shape', () => {
    if (!world.databases.has(scratch)) return;
    world.databases.set(
      scratch,
      shapes.backup.map((one) => ({ ...one, documents: one.documents + 1, indexes: [] })),
    );
  });

describe('which one', () => {
  const older = { ...backup, name: 'older', startedAt: start - 1e9 };

  it.each([
    ['the newest that was never verified', [null, null], backup.name],
    ['an older one where the newest was', [5, null], 'older'],
    ['the one whose proof is the oldest where all were', [7, 5], 'older'],
  ])('%s', async (_what, [newest = null, oldest = null], name) => {
    world.backups = [
      { ...backup, verifiedAt: newest },
      { ...older, verifiedAt: oldest },
    ];
    expect((await planOf(backupVerify, {}, world)).data['backup']).toBe(name);
    expect((await planOf(backupVerify, { database }, world)).data['backup']).toBe(name);
  });

  it('by its name', async () => {
    world.backups = [backup, older];
    expect((await planOf(backupVerify, { name: 'older' }, world)).data['backup']).toBe('older');
  });

  it.each<[string, object, () => void, object]>([
    ['a name that is none', { name: 'x' }, () => {}, { code: 'invalid_input', field: 'name' }],
    ['a database that is none', { database: 'x' }, () => {}, { field: 'database' }],
    ['no backup', {}, () => (world.backups = []), { code: 'not_possible' }],
    [
      'too little room',
      {},
      () => (world.disk = { usedBytes: 63_999_000_000, totalBytes: 64_000_000_000 - 1 }),
      { code: 'not_possible', message: expect.stringContaining('free') },
    ],
  ])('%s is refused', async (_what, input, given, problem) => {
    given();
    expect(await refusal(backupVerify.plan(input, world.context))).toMatchObject(problem);
  });
});

describe('the run', () => {
  it('restores beside, compares, drops, and marks it', async () => {
    const plan = await planOf(backupVerify, {}, world);
    expect(plan.undo).toContain('Nothing to take back');
    expect(await perform(backupVerify, plan, world)).toBe('ran');
    expect(world.acts).toEqual([
      'inspect',
      `drop ${scratch}`,
      'restore',
      'shape',
      `drop ${scratch}`,
    ]);
    expect((await checksNow(plan)).filter(({ ok }) => !ok)).toEqual([]);
    expect(world.backups[0]?.verifiedAt).toBe(start);
    expect([...world.databases.keys()]).toEqual([database]);
    expect(world.databases.get(database)).toBe(shapes.now);
  });

  it('each difference is a failed check, the scratch database is gone, nothing is marked', async () => {
    const plan = await planOf(backupVerify, {}, world);
    spoil();
    expect(await perform(backupVerify, plan, world)).toBe('ran');
    expect(world.databases.has(scratch)).toBe(false);
    const failed = (await checksNow(plan)).filter(({ ok }) => !ok);
    expect(failed).toContainEqual({
      name: 'Restored as it was dumped: tasks',
      ok: false,
      expected: '250 documents',
      actual: '251 documents',
    });
    expect(failed).toContainEqual({
      name: 'Restored as it was dumped: tasks.status_1',
      ok: false,
      expected: '{"status":1}',
      actual: 'missing',
    });
    expect(world.backups[0]?.verifiedAt).toBeNull();
  });

  it.each(['inspect', 'restore', 'shape'])(
    'when %s fails, the scratch database is dropped and the run fails for certain',
    async (act) => {
      const plan = await planOf(backupVerify, {}, world);
      world.fails.set(act, () => {
        throw new Problem('outcome_unknown', 'Its time was up.', '');
      });
      expect(await perform(backupVerify, plan, world)).toMatchObject({ code: 'outside_refused' });
      expect(world.acts.at(-1)).toBe(`drop ${scratch}`);
      expect(world.databases.has(scratch)).toBe(false);
    },
  );

  it('a scratch database that can not be dropped is named', async () => {
    const plan = await planOf(backupVerify, {}, world);
    world.fails.set(`drop ${scratch}`, () => {
      throw new Problem('outside_unavailable', 'MongoDB is away.', '');
    });
    expect(await perform(backupVerify, plan, world)).toMatchObject({
      message: expect.stringContaining(scratch),
    });
  });

  it('a person who cancels leaves nothing behind', async () => {
    const plan = await planOf(backupVerify, {}, world);
    expect(await perform(backupVerify, plan, world, { cancelAt: 'compare' })).toMatchObject({
      code: 'cancelled',
    });
    expect(world.databases.has(scratch)).toBe(false);
  });

  it.each(['inspect', 'restore', 'compare', 'drop'])(
    'a process that dies after %s is followed by another that ends it well',
    async (dieAt) => {
      const plan = await planOf(backupVerify, {}, world);
      await expect(perform(backupVerify, plan, world, { dieAt })).rejects.toThrow(Died);
      if (dieAt === 'restore') world.databases.set(scratch, []);
      expect(await takeOver(backupVerify, plan, world)).toBe('ran');
      expect((await checksNow(plan)).filter(({ ok }) => !ok)).toEqual([]);
      expect(world.databases.has(scratch)).toBe(false);
    },
  );
});

it('a scratch database that stayed fails the checks', async () => {
  const plan = await planOf(backupVerify, {}, world);
  await perform(backupVerify, plan, world);
  world.databases.set(scratch, shapes.backup);
  expect((await checksNow(plan)).filter(({ ok }) => !ok)).toMatchObject([
    { name: 'The scratch database is gone' },
  ]);
  expect(world.backups[0]?.verifiedAt).toBeNull();
});
