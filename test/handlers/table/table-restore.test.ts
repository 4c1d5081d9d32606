import { describe, expect, it, vi } from 'vitest';
import type { Step } from '../../../src/core/operation.js';
import { planHash, type Plan } from '../../../src/core/plan.js';
import { Problem } from '../../../src/core/problem.js';
import { tableRestore } from '../../../src/handlers/table/table-restore.js';
import { checkInput } from '../../../src/services/engine/parse/validate.js';
import { StatementStopped } from '../../../src/services/databricks/statement-stopped.js';
import type { TableVersion } from '../../../src/services/databricks/tables.js';
import { day, historyOf, newYear } from '../../services/databricks/versions.js';
import { bot, tableContext } from './fake-tables.js';
import { accident, name, projects, withProjects } from './projects.js';

const input = { table: name, version: 3 };

const restore = (changes: Partial<TableVersion> = {}): TableVersion => ({
  version: 5,
  at: newYear + 5 * day,
  user: bot,
  operation: 'RESTORE',
  parameters: { version: '3' },
  metrics: { numOfFilesAfterRestore: '3', tableSizeAfterRestore: '42492' },
  ...changes,
});

describe('the input', () => {
  it.each([
    [
      { table: name, version: '3' },
      { table: name, version: 3 },
    ],
    [
      { table: name, at: '2026-01-03T00:00:00+01:00' },
      { table: name, at: '2026-01-03T00:00:00+01:00' },
    ],
  ])('%o is fine', (raw, expected) => {
    expect(checkInput(tableRestore, raw)).toEqual({ ok: true, input: expected });
  });

  it('a version or a time is missing: a form asks for it', () => {
    expect(checkInput(tableRestore, { table: name })).toEqual({
      ok: false,
      faults: [{ field: 'version', message: 'Give --version, or --at for a time.', missing: true }],
    });
  });

  it('both are too much', () => {
    const both = { table: name, version: 3, at: '2026-01-03T00:00:00Z' };
    expect(checkInput(tableRestore, both)).toMatchObject({
      ok: false,
      faults: [{ field: 'at', missing: false }],
    });
  });

  it.each(['-1', '1.5', 'x', ''])('%j is no version', (version) => {
    expect(checkInput(tableRestore, { table: name, version }).ok).toBe(false);
  });
});

describe('the plan', () => {
  it('says what is now, what will be, and what is lost', async () => {
    const plan = await tableRestore.plan(input, tableContext(withProjects().tables));
    expect(plan).toEqual({
      target: name,
      environment: 'production',
      headline: 'Restore main.silver.projects to version 3',
      facts: [
        {
          label: 'Current version',
          value: '4 (MERGE by svc-dataplatform@meridian-finance.example, 2026-01-05T00:00:00.000Z)',
        },
        {
          label: 'Target version',
          value: '3 (MERGE by svc-dataplatform@meridian-finance.example, 2026-01-04T00:00:00.000Z)',
        },
        { label: 'Rows now', value: '140' },
        { label: 'Rows after', value: '480' },
        { label: 'Files now', value: '1' },
        { label: 'Bytes now', value: '12544' },
      ],
      changes: [
        { label: 'Content', before: 'version 4', after: 'version 3' },
        { label: 'Rows', before: '140', after: '480' },
      ],
      warnings: [
        'Will be undone: version 4 (MERGE by svc-dataplatform@meridian-finance.example, 2026-01-05T00:00:00.000Z): 340 removed, 140 changed',
        expect.stringContaining('VACUUM'),
      ],
      steps: [{ id: 'restore', title: 'RESTORE TABLE main.silver.projects TO VERSION AS OF 3' }],
      undo: expect.stringContaining('version 4'),
      guard: { 'table id': 'id-1', 'current version': 4 },
      data: {
        catalog: 'main',
        schema: 'silver',
        table: 'projects',
        id: 'id-1',
        versionBefore: 4,
        version: 3,
        rowsBefore: 140,
        rowsExpected: 480,
      },
    });
  });

  it('is the same whenever it is made', async () => {
    const { tables } = withProjects();
    const first = await tableRestore.plan(
      input,
      tableContext(tables, () => 0),
    );
    const later = await tableRestore.plan(
      input,
      tableContext(tables, () => 10 ** 12),
    );
    expect(planHash('table.restore', later)).toBe(planHash('table.restore', first));
  });

  it('a time means the last version until then', async () => {
    const at = '2026-01-03T23:59:59.999Z';
    const plan = await tableRestore.plan({ table: name, at }, tableContext(withProjects().tables));
    expect(plan.data['version']).toBe(2);
  });

  it('names the last five that are undone and counts the rest, and tells of lost rows', async () => {
    const many = historyOf('CREATE TABLE', ...Array.from({ length: 8 }, () => 'WRITE'));
    const { tables } = withProjects({ history: many, rows: { 0: 10, 1: 100 } });
    const { warnings } = await tableRestore.plan({ ...input, version: 0 }, tableContext(tables));
    expect(warnings.filter((text) => text.startsWith('Will be undone: version'))).toHaveLength(5);
    expect(warnings).toContain('Will be undone too: 3 earlier versions');
    expect(warnings).toContain('The table will have 90 rows fewer than now.');
  });

  it('looks as far back as it must', async () => {
    const long = historyOf(...Array.from({ length: 500 }, () => 'WRITE'));
    const { tables } = withProjects({ history: long, rows: { 0: 1 } });
    const plan = await tableRestore.plan(input, tableContext(tables));
    expect(plan.data['versionBefore']).toBe(499);
  });
});

describe('is refused', () => {
  const refusal = (raw: object, changes = {}) =>
    tableRestore.plan(raw, tableContext(withProjects(changes).tables)).then(
      () => 'planned',
      (error: unknown) => (error instanceof Problem ? error.toRecord() : error),
    );

  it('for an unknown table, with the nearest names', async () => {
    expect(await refusal({ ...input, table: 'silver.project' })).toEqual({
      code: 'not_found',
      message: 'There is no table main.silver.project.',
      hint: 'Did you mean main.silver.projects?',
      field: 'table',
    });
  });

  it('for a name that is none', async () => {
    expect(await refusal({ ...input, table: 'a.b.c; DROP' })).toMatchObject({
      code: 'invalid_input',
      field: 'table',
    });
  });

  it('for a catalog that belongs to no environment', async () => {
    expect(await refusal({ ...input, table: 'other.silver.projects' })).toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining('belongs to no environment'),
    });
  });

  it('for a version that is not there, with the range', async () => {
    expect(await refusal({ ...input, version: 9 })).toMatchObject({
      code: 'not_found',
      hint: 'Its history has versions 0 to 4.',
    });
  });

  it('for a time before the first version', async () => {
    expect(await refusal({ table: name, at: '2025-12-31T00:00:00Z' })).toMatchObject({
      code: 'not_found',
      field: 'at',
    });
  });

  it.each([
    ['the current version', ['WRITE', 'WRITE', 'WRITE', 'WRITE']],
    [
      'one after which only VACUUM came',
      ['WRITE', 'WRITE', 'WRITE', 'WRITE', 'VACUUM START', 'VACUUM END'],
    ],
  ])('for %s: there is nothing to restore', async (_which, operations) => {
    expect(await refusal(input, { history: historyOf(...operations) })).toMatchObject({
      code: 'not_possible',
      message: expect.stringContaining('nothing to restore'),
    });
  });

  it('for files that a VACUUM deleted: which, when, and what is left', async () => {
    const vacuum = { operation: 'VACUUM START', at: newYear + 11 * day, user: 'ben' };
    const history = historyOf('CREATE TABLE', 'WRITE', 'DELETE', 'DELETE', accident, vacuum);
    expect(await refusal({ ...input, version: 1 }, { history })).toMatchObject({
      code: 'history_gone',
      message: expect.stringContaining('a VACUUM by ben (version 5, 2026-01-12T00:00:00.000Z)'),
      hint: expect.stringContaining('is 3, of 2026-01-04'),
    });
  });
});

async function planned(): Promise<Plan> {
  return tableRestore.plan(input, tableContext(withProjects().tables));
}

it('runs one step, and notes what it did', async () => {
  const { tables } = withProjects();
  const context = tableContext(tables);
  await tableRestore.run(await planned(), context);
  expect(tables.restored).toEqual([{ table: name, version: 3 }]);
  expect(context.notes).toEqual(['3 files restored, 1 removed; 3 files with 42492 bytes now']);
});

describe('when the warehouse stopped the statement', () => {
  const cancelled = new Problem('cancelled', 'It was cancelled.', '');
  const stopped = new StatementStopped(cancelled);
  const run = async (
    thrown: Problem,
    changes: object = {},
    beforeHistory = vi.fn<() => void>(),
  ) => {
    const { tables } = withProjects(changes);
    tables.restore = async () => {
      throw thrown;
    };
    tables.beforeHistory = beforeHistory;
    const context = tableContext(tables, () => newYear + 5 * day);
    const outcome = await tableRestore.run(await planned(), context).then(
      () => 'done',
      (error: unknown) => error,
    );
    return { outcome, notes: context.notes, asked: beforeHistory.mock.calls.length };
  };

  it('and its commit came first: it is done', async () => {
    const { outcome, notes } = await run(stopped, { history: [restore(), ...projects().history] });
    expect(outcome).toBe('done');
    expect(notes).toEqual([expect.stringContaining('version 5 is a RESTORE to version 3')]);
  });

  it('and the history has nothing: it is cancelled', async () => {
    expect((await run(stopped)).outcome).toBe(cancelled);
  });

  it('and the history can not be read: nobody knows', async () => {
    const { outcome } = await run(
      stopped,
      {},
      vi.fn<() => void>(() => {
        throw new Problem('outside_unavailable', 'no answer', '');
      }),
    );
    expect(outcome).toMatchObject({ code: 'outcome_unknown' });
  });

  it('but a cancellation before it was sent needs no history', async () => {
    expect(await run(cancelled)).toMatchObject({ outcome: cancelled, asked: 0 });
  });
});

it('the time to send it in begins before the intent is stored', async () => {
  const { tables } = withProjects();
  const restoring = vi.spyOn(tables, 'restore');
  let now = 1_000;
  const context = tableContext(tables, () => now);
  const step: Step = async (_id, act) => {
    now += 20_000;
    await act(() => undefined);
  };
  await tableRestore.run(await planned(), { ...context, step });
  expect(restoring.mock.calls[0]?.[2].since).toBe(1_000);
});

it('is undone by a restore to the version before', async () => {
  expect(tableRestore.undo(await planned())).toEqual({
    operation: 'table.restore',
    input: { table: name, version: 4 },
  });
});

describe('afterwards', () => {
  const good = () => ({
    history: [restore(), ...projects().history],
    rows: { ...projects().rows, 5: 480 },
    files: 3,
    bytes: 42_492,
  });
  const failed = async (changes: object) => {
    const { tables } = withProjects({ ...good(), ...changes });
    const checks = await tableRestore.verify(await planned(), tableContext(tables));
    return checks.filter(({ ok }) => !ok).map((check) => check.name);
  };

  it('five checks hold', async () => {
    expect(await failed({})).toEqual([]);
  });

  const newest = 'The newest version is this restore';
  it.each([
    ['nothing happened', { history: projects().history }, [newest, 'Rows']],
    [
      'another version came in between',
      { history: [restore({ version: 6 }), ...historyOf('A', 'B', 'C', 'D', 'E', 'WRITE')] },
      [newest],
    ],
    [
      'somebody wrote since',
      { history: [restore({ version: 6, operation: 'WRITE' }), restore(), ...projects().history] },
      [newest],
    ],
    [
      'it went to another version',
      { history: [restore({ parameters: { version: '2' } }), ...projects().history] },
      [newest],
    ],
    [
      'it was somebody else',
      { history: [restore({ user: 'ben' }), ...projects().history] },
      [newest],
    ],
    ['rows are missing', { rows: { 5: 479 } }, ['Rows']],
    ['files are missing', { files: 2 }, ['Files']],
    ['bytes are missing', { bytes: 1 }, ['Bytes']],
    ['the table was made anew', { id: 'id-2' }, ['The table is the same one (id)']],
  ])('%s: that check fails', async (_what, changes, names) => {
    expect(await failed(changes)).toEqual(names);
  });

  it('a VACUUM in between is no other version', async () => {
    const history = [
      restore({ version: 7 }),
      ...historyOf('A', 'B', 'C', 'D', 'E', 'VACUUM START', 'VACUUM END'),
    ];
    expect(await failed({ history, rows: { 7: 480 } })).toEqual([]);
  });
});

describe('what became of a restore in doubt', () => {
  const since = newYear + 5 * day;
  const longest = 900_000;
  const settle = async (changes: object, now: number, act = (): void => undefined) => {
    const { table, tables } = withProjects({ ...changes });
    tables.beforeHistory = act;
    const context = tableContext(tables, () => now);
    const plan = await planned();
    return { table, ...(await tableRestore.reconcile(plan, context, { step: 'restore', since })) };
  };
  const withRestore = (changes: Partial<TableVersion> = {}) => ({
    history: [restore(changes), ...projects().history],
  });

  it('done: the history has it', async () => {
    const { outcome, evidence } = await settle(withRestore(), since);
    expect(outcome).toBe('done');
    expect(evidence).toContain('version 5 is a RESTORE to version 3');
  });

  it('done, even if others wrote since', async () => {
    const history = [restore({ version: 6, operation: 'WRITE' }), restore(), ...projects().history];
    expect((await settle({ history }, since)).outcome).toBe('done');
  });

  it.each([
    ['a minute of difference between the clocks', since - 60_000, 'done'],
    ['more than that: it was an earlier one', since - 60_001, 'not-done'],
  ])('%s', async (_what, at, outcome) => {
    expect((await settle(withRestore({ at }), since + longest + 5_000)).outcome).toBe(outcome);
  });

  it.each([
    ['to another version', { parameters: { version: '2' } }],
    ['by somebody else', { user: 'ben' }],
    ['not a restore', { operation: 'WRITE' }],
  ])('not done: a version after, but %s', async (_what, changes) => {
    expect((await settle(withRestore(changes), since + longest + 5_000)).outcome).toBe('not-done');
  });

  it.each([
    ['at once', since, 'unknown'],
    ['a millisecond before it must have ended', since + longest + 4_999, 'unknown'],
    ['when it must have ended', since + longest + 5_000, 'not-done'],
  ])('nothing in the history, %s', async (_when, now, outcome) => {
    expect((await settle({}, now)).outcome).toBe(outcome);
  });

  it('the time is taken before the history is read, not after', async () => {
    let now = since + longest + 4_999;
    const { tables } = withProjects();
    tables.beforeHistory = () => {
      now += 1_000;
    };
    const context = tableContext(tables, () => now);
    const result = await tableRestore.reconcile(await planned(), context, {
      step: 'restore',
      since,
    });
    expect(result.outcome).toBe('unknown');
  });

  const unreadable = (): never => {
    throw new Problem('outside_unavailable', 'no answer', '');
  };
  const readable = (): undefined => undefined;
  const tooShort = { history: [restore({ operation: 'WRITE', version: 9 })] };
  it.each([
    ['can not be read', {}, unreadable],
    ['is of another table', { id: 'id-2' }, readable],
    ['does not reach back', tooShort, readable],
  ])('unknown: the history %s', async (_what, changes, act) => {
    expect((await settle(changes, since + 10 * longest, act)).outcome).toBe('unknown');
  });
});
