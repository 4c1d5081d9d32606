// A restore: what is held, what is let go when something fails, and what happens when the process dies.
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { planHash } from '../../../src/core/plan.js';
import { Problem } from '../../../src/core/problem.js';
import { backupRestore } from '../../../src/handlers/backups/backup-restore.js';
import { Died, perform, planOf, takeOver } from './restore-engine.js';
import { backup, database, restoreWorld, shapes, start, type World } from './restore-world.js';

let world: World;
beforeEach(() => {
  world = restoreWorld();
});

const input = { name: backup.name };
const refusal = (asked: Promise<unknown>) =>
  asked.then(
    () => 'done',
    (error: unknown) => error,
  );
const lost =
  (message = 'It broke.') =>
  () => {
    throw new Problem('outside_refused', message, '');
  };
const checksNow = async (plan: Awaited<ReturnType<typeof planOf>>) =>
  (await backupRestore.verify(plan, { ...world.context, run: 'R-000001' })).filter(({ ok }) => !ok);

describe('the plan', () => {
  it('says what there is, what will be, and what is lost', async () => {
    const plan = await planOf(backupRestore, input, world);
    expect(plan).toMatchObject({
      target: database,
      environment: 'production',
      changes: [
        { label: 'tasks', before: 'about 400 documents', after: '250 documents' },
        { label: 'users', before: 'fewer than 10 documents', after: '3 documents' },
      ],
      guard: { 'collections there': ['later', 'tasks', 'users'] },
    });
    expect(plan.steps.map(({ id }) => id)).toEqual([
      'inspect',
      'pause',
      'stop',
      'quiet',
      'safety',
      'restore',
      'compare',
      'start',
      'resume',
    ]);
    const warnings = plan.warnings.join('\n');
    expect(warnings).toContain('never verified');
    expect(warnings).toContain('Everything written since 2026-11-21 02:00 UTC is lost');
    expect(warnings).toContain('1 collection not in the backup stays as now: later');
    expect(warnings).toContain('not encrypted');
    expect(world.acts).toEqual([]);
  });

  it('does not drift when documents come and time passes', async () => {
    const first = await planOf(backupRestore, input, world);
    world.databases.set(
      database,
      shapes.now.map((one) => ({ ...one, documents: one.documents + 1 })),
    );
    world.disk = { usedBytes: 11_000_000_000, totalBytes: 64_000_000_000 };
    world.context = { ...world.context, now: () => start + 60_000 };
    const again = await planOf(backupRestore, input, world);
    expect(planHash('backup.restore', again)).toBe(planHash('backup.restore', first));
  });

  it('is undone by the safety backup, under its label', async () => {
    const plan = await planOf(backupRestore, input, world);
    const undo = backupRestore.undo(plan);
    expect(undo).toMatchObject({ operation: 'backup.restore' });
    expect(await perform(backupRestore, plan, world)).toBe('ran');
    const back = await planOf(backupRestore, undo?.input ?? {}, world);
    expect(back.facts[0]?.value).toBe('notion_bot-1');
    expect(back.changes[1]).toMatchObject({ label: 'tasks', after: '412 documents' });
  });

  it('without a service in ppm.config.yaml says what to do by hand', async () => {
    world = restoreWorld(null);
    const plan = await planOf(backupRestore, input, world);
    expect(plan.steps.map(({ id }) => id)).not.toContain('stop');
    expect(plan.warnings.join()).toContain('stop by hand');
  });

  it.each<[string, () => void, string]>([
    ['an unknown name', () => (world.backups = []), 'invalid_input'],
    [
      'a backup of another database',
      () => (world.backups = [{ ...backup, database: 'other' }]),
      'invalid_input',
    ],
    [
      'one that is larger than the disk has room for',
      () => (world.disk = { usedBytes: 63_999_000_000, totalBytes: 64_000_000_000 }),
      'not_possible',
    ],
  ])('%s is refused on name', async (_what, given, code) => {
    given();
    expect(await refusal(planOf(backupRestore, input, world))).toMatchObject({
      code,
      field: 'name',
    });
  });
});

describe('the run', () => {
  it('holds the writers, keeps what is there, restores, compares, lets go', async () => {
    const plan = await planOf(backupRestore, input, world);
    expect(await perform(backupRestore, plan, world)).toBe('ran');
    expect(world.acts).toEqual([
      'inspect',
      'pause',
      'stop',
      'writers',
      'make',
      'writers',
      'restore',
      'shape',
      'start',
      'resume',
    ]);
    expect(world.isRunning).toBe(true);
    expect(world.pauses).toEqual([]);
    expect(world.backups[0]).toMatchObject({ reason: 'safety', collections: shapes.now });
    expect(await checksNow(plan)).toEqual([]);
  });

  it.each<[string, string[]]>([
    ['inspect', ['inspect', 'resume?']],
    ['pause', ['inspect', 'pause', 'resume?']],
    ['stop', ['inspect', 'pause', 'stop', 'start', 'resume']],
    ['writers', ['inspect', 'pause', 'stop', 'writers', 'start', 'resume']],
    ['make', ['inspect', 'pause', 'stop', 'writers', 'make', 'start', 'resume']],
  ])('when %s fails, the writers go on and nothing is restored', async (what, acts) => {
    const plan = await planOf(backupRestore, input, world);
    world.fails.set(what, lost());
    expect(await perform(backupRestore, plan, world)).toMatchObject({ code: 'outside_refused' });
    expect(world.acts).toEqual(acts.filter((act) => act !== 'resume?'));
    expect(world.isRunning).toBe(true);
    expect(world.pauses).toEqual([]);
    expect(world.databases.get(database)).toBe(shapes.now);
  });

  it('a stop whose time was up is taken back, and the run fails for certain', async () => {
    const plan = await planOf(backupRestore, input, world);
    world.fails.set('stop', () => {
      world.isRunning = false;
      throw new Problem('outcome_unknown', 'Its time was up.', '');
    });
    expect(await perform(backupRestore, plan, world)).toMatchObject({ code: 'outside_refused' });
    expect(world.isRunning).toBe(true);
    expect(world.pauses).toEqual([]);
  });

  it('says so when the writers can not be let go', async () => {
    const plan = await planOf(backupRestore, input, world);
    world.fails.set('make', lost('No dump.'));
    world.fails.set('start', lost('No start.'));
    expect(await perform(backupRestore, plan, world)).toMatchObject({
      message: 'No dump. No start.',
    });
    expect(world.pauses).toEqual([]);
  });

  it('others who write are named, and nothing is restored', async () => {
    const plan = await planOf(backupRestore, input, world);
    world.writes = 9;
    world.clients = ['notion-worker'];
    expect(await perform(backupRestore, plan, world)).toMatchObject({
      code: 'not_possible',
      message: 'Others write to notion_bot: 9 writes in 2 s (notion-worker).',
    });
    expect(world.acts).not.toContain('restore');
    expect(world.isRunning).toBe(true);
  });

  it('somebody who begins to write during the safety backup stops it too', async () => {
    const plan = await planOf(backupRestore, input, world);
    world.fails.set('make', () => {
      world.writes = 3;
    });
    expect(await perform(backupRestore, plan, world)).toMatchObject({ code: 'not_possible' });
    expect(world.acts).not.toContain('restore');
    expect(world.isRunning).toBe(true);
  });

  it('where MongoDB does not tell who writes, the card says so', async () => {
    const plan = await planOf(backupRestore, input, world);
    world.writes = null;
    expect(await perform(backupRestore, plan, world)).toBe('ran');
    expect(world.record.steps.find(({ id }) => id === 'quiet')?.note).toContain('does not say');
  });

  it.each([
    ['mongorestore fails', 'restore', 'half restored'],
    ['comparing fails', 'shape', 'not proved to be right'],
  ])('when %s, the writers stay away and buttons say how to go on', async (_what, act, said) => {
    const plan = await planOf(backupRestore, input, world);
    world.fails.set(act, lost());
    const problem = await perform(backupRestore, plan, world);
    expect(problem).toMatchObject({
      code: 'outside_refused',
      message: expect.stringContaining(said),
      suggestions: [
        { operation: 'backup.restore', input: { name: expect.stringMatching(/^before-/) } },
        { operation: 'service.start', input: { system: 'notion-bot-api' } },
        { operation: 'sync.resume', input: { system: 'notion-bot-api' } },
      ],
    });
    expect(world.isRunning).toBe(false);
    expect(world.pauses).toHaveLength(1);
  });

  it('a database that is not as in the backup is said, difference by difference', async () => {
    const plan = await planOf(backupRestore, input, world);
    world.fails.set('shape', () => {
      const [tasks] = shapes.backup;
      world.databases.set(database, tasks ? [{ ...tasks, documents: 249 }] : []);
    });
    expect(await perform(backupRestore, plan, world)).toMatchObject({
      message: expect.stringContaining(
        'tasks: expected 250 documents, found 249 documents; users: expected 3 documents, found missing',
      ),
    });
    expect(world.isRunning).toBe(false);
  });

  it('mongorestore that was not even begun lets the writers go on', async () => {
    const plan = await planOf(backupRestore, input, world);
    world.fails.set('restore', () => {
      throw new Problem('not_possible', 'There is no mongorestore.', '');
    });
    expect(await perform(backupRestore, plan, world)).toMatchObject({ code: 'not_possible' });
    expect(world.isRunning).toBe(true);
    expect(world.pauses).toEqual([]);
  });

  it('mongorestore whose end is not known is left in doubt, with the writers away', async () => {
    const plan = await planOf(backupRestore, input, world);
    world.fails.set('restore', () => {
      throw new Problem('outcome_unknown', 'Its time was up.', '');
    });
    expect(await perform(backupRestore, plan, world)).toMatchObject({ code: 'outcome_unknown' });
    expect(world.isRunning).toBe(false);
    world.fails.clear();
    expect(await takeOver(backupRestore, plan, world)).toBe('ran');
    expect(await checksNow(plan)).toEqual([]);
    expect(world.isRunning).toBe(true);
  });

  it('when the service does not start, the syncs go on and its button is there', async () => {
    const plan = await planOf(backupRestore, input, world);
    world.context = {
      ...world.context,
      commands: {
        ...world.context.commands,
        run: async ({ words: [word = ''] }) => ({ code: word === 'start' ? 3 : 0, lastLine: 'no' }),
      },
    };
    expect(await perform(backupRestore, plan, world)).toMatchObject({
      message: 'The service of notion-bot-api could not be started: exit code 3, no.',
      suggestions: [{ operation: 'service.start' }],
    });
    expect(world.pauses).toEqual([]);
  });
});

describe('pauses', () => {
  const other = { system: 'notion-bot-api', by: 'ben', reason: 'migration', since: start };

  it("somebody else's is left as it is", async () => {
    world.pauses = [{ ...other, until: null }];
    const plan = await planOf(backupRestore, input, world);
    expect(await perform(backupRestore, plan, world)).toBe('ran');
    expect(world.pauses).toEqual([{ ...other, until: null }]);
    expect(await checksNow(plan)).toEqual([]);
  });

  it('one that would end in the middle is refused before anything is stopped', async () => {
    world.pauses = [{ ...other, until: start + 60_000 }];
    const plan = await planOf(backupRestore, input, world);
    expect(await perform(backupRestore, plan, world)).toMatchObject({ code: 'not_possible' });
    expect(world.acts).toEqual(['inspect']);
    expect(world.pauses).toHaveLength(1);
  });
});

describe('a person who cancels', () => {
  it.each(['stop', 'quiet', 'safety', 'restore', 'compare', 'start'])(
    'before %s lets the writers go on',
    async (cancelAt) => {
      const plan = await planOf(backupRestore, input, world);
      expect(await perform(backupRestore, plan, world, { cancelAt })).toMatchObject({
        code: 'cancelled',
      });
      expect(world.isRunning).toBe(true);
      expect(world.pauses).toEqual([]);
    },
  );

  it('in the middle of mongorestore is told that it is half restored', async () => {
    const plan = await planOf(backupRestore, input, world);
    world.fails.set('restore', () => {
      const { requestedBy: by } = world.record;
      world.record = { ...world.record, cancelRequested: { by, at: start } };
      throw new Problem('cancelled', 'It was stopped.', '');
    });
    expect(await perform(backupRestore, plan, world)).toMatchObject({
      code: 'outside_refused',
      message: expect.stringContaining('half restored'),
    });
    expect(world.isRunning).toBe(false);
  });
});

describe('a process that dies', () => {
  const steps = [
    'inspect',
    'pause',
    'stop',
    'quiet',
    'safety',
    'restore',
    'compare',
    'start',
    'resume',
  ];

  it.each(steps)('after %s is followed by another that ends it well', async (dieAt) => {
    const plan = await planOf(backupRestore, input, world);
    await expect(perform(backupRestore, plan, world, { dieAt })).rejects.toThrow(Died);
    expect(await takeOver(backupRestore, plan, world)).toBe('ran');
    expect(await checksNow(plan)).toEqual([]);
    expect(world.isRunning).toBe(true);
    expect(world.pauses).toEqual([]);
    expect(world.backups.filter(({ reason }) => reason === 'safety')).toHaveLength(1);
    expect(world.databases.get(database)).toEqual(expect.arrayContaining(shapes.backup));
  });

  it('after it let the writers go on finds them held again before anything is restored', async () => {
    const plan = await planOf(backupRestore, input, world);
    await expect(perform(backupRestore, plan, world, { dieAt: 'safety' })).rejects.toThrow(Died);
    Object.assign(world, { isRunning: true, pauses: [], acts: [] });
    expect(await takeOver(backupRestore, plan, world)).toBe('ran');
    expect(world.acts.slice(0, 4)).toEqual(['pause', 'stop', 'writers', 'restore']);
  });

  it('in mongorestore is waited for: its program may still write', async () => {
    const plan = await planOf(backupRestore, input, world);
    world.writes = 40;
    const doubt = { step: 'restore', since: start };
    const context = { ...world.context, run: 'R-000001' };
    expect(await backupRestore.reconcile(plan, context, doubt)).toMatchObject({
      outcome: 'unknown',
    });
    world.writes = 0;
    expect(await backupRestore.reconcile(plan, context, doubt)).toMatchObject({
      outcome: 'not-done',
    });
  });

  it('and fails after mongorestore had begun leaves the writers away', async () => {
    const plan = await planOf(backupRestore, input, world);
    await expect(perform(backupRestore, plan, world, { dieAt: 'restore' })).rejects.toThrow(Died);
    world.fails.set('writers', () => {
      world.writes = 0;
    });
    world.fails.set('stop', lost('No stop.'));
    expect(await takeOver(backupRestore, plan, world)).toMatchObject({
      message: expect.stringContaining('half restored'),
    });
    expect(world.pauses).toHaveLength(1);
  });

  it('that only stops, or has lost its lease, lets nothing go', async () => {
    const plan = await planOf(backupRestore, input, world);
    world.fails.set('make', () => {
      throw new Problem('cancelled', 'The process stops.', '');
    });
    expect(await perform(backupRestore, plan, world)).toMatchObject({ code: 'outcome_unknown' });
    expect(world.isRunning).toBe(false);
    world.fails.set('make', () => {
      world.record = { ...world.record, lease: { owner: 'another', until: start } };
      throw new Problem('outside_refused', 'It broke.', '');
    });
    await takeOver(backupRestore, plan, world);
    expect(world.isRunning).toBe(false);
    expect(world.pauses).toHaveLength(1);
  });
});

describe('the checks', () => {
  it('see a lost index, a pause that stayed, a safety backup that went', async () => {
    const plan = await planOf(backupRestore, input, world);
    await perform(backupRestore, plan, world);
    world.databases.set(
      database,
      shapes.backup.map((one) => ({ ...one, documents: 999, indexes: one.indexes.slice(0, 1) })),
    );
    world.backups = [backup];
    expect((await checksNow(plan)).map(({ name }) => name)).toEqual([
      'Collections and indexes now: tasks.status_1',
      'The safety backup is there',
    ]);
  });

  it('wait for the components of the system', async () => {
    vi.useFakeTimers();
    const plan = await planOf(backupRestore, input, world);
    await perform(backupRestore, plan, world);
    const component = {
      system: 'notion-bot-api',
      component: 'api',
      title: 'API',
      kind: 'http' as const,
      owner: null,
      onDemand: false,
    };
    const probed = { ...component, failure: null, millis: 1, value: null, at: 0, since: 0 };
    let asked = 0;
    const health = {
      ...world.context.health,
      components: [component],
      check: async () => {
        asked += 1;
        return [{ ...probed, status: asked < 4 ? ('bad' as const) : ('good' as const), said: 'x' }];
      },
    };
    world.context = { ...world.context, health };
    const checks = checksNow(plan);
    await vi.runAllTimersAsync();
    expect(await checks).toEqual([]);
    expect(asked).toBe(4);
    asked = -1_000;
    const failing = checksNow(plan);
    await vi.runAllTimersAsync();
    expect(await failing).toMatchObject([{ name: 'Health of notion-bot-api', actual: 'API: x' }]);
    vi.useRealTimers();
  });
});
