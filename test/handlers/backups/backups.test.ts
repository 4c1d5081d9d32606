// `backups`: what it shows and what it finds.
import { describe, expect, it } from 'vitest';
import { systemSchema } from '../../../src/config/systems-schema.js';
import { backups } from '../../../src/handlers/backups/backups.js';
import type { MongoBackup } from '../../../src/services/backups/backups.js';
import type { Context } from '../../../src/services/context.js';
import { unused } from '../../support/context.js';
import { backupOf, bench, day, hour, start } from './backups-bench.js';

const state = {
  name: 'state-1',
  startedAt: start - day,
  endedAt: start - day,
  bytes: 5_000,
  sha256: 'x',
  collections: { runs: 12, alerts: 3 },
};
const well = { verifiedAt: start - 3 * day };
const orchestra = backupOf({ system: 'orchestra', database: 'orchestra_db', ...well });

function read(
  all: MongoBackup[],
  input: object = {},
  more: Partial<Context> = {},
  given: Parameters<typeof bench>[1] = {},
) {
  const stateBackups = { list: async () => [state], make: unused, inspect: unused, prune: unused };
  return backups.read(input, bench(all, given, { stateBackups, ...more }).context);
}
const titles = async (...given: Parameters<typeof read>) =>
  (await read(...given)).findings?.map(({ severity, title }) => `${severity}: ${title}`);

describe('what it shows', () => {
  it('each with size, age, proof and why it is kept', async () => {
    const old = backupOf({ startedAt: start - 20 * day, isOffsite: null });
    const safety = backupOf({
      startedAt: start - 40 * day,
      reason: 'safety',
      label: 'R-7',
      isOffsite: false,
    });
    const report = await read([backupOf(well), old, safety, orchestra]);
    expect(report).toMatchObject({
      status: 'good',
      headline: '4 MongoDB backups, all as they should be',
      findings: [],
    });
    const rows = report.tables?.[0]?.rows ?? [];
    expect(rows.map((row) => row.slice(1))).toEqual([
      ['2026-11-21 02:00', '2.9 KB', '500', '1', '2026-11-18', 'yes', 'daily, weekly, monthly'],
      ['2026-11-21 02:00', '2.9 KB', '500', '1', '2026-11-18', 'yes', 'daily, weekly, monthly'],
      ['2026-11-01 12:00', '2.9 KB', '500', '1', 'no', 'no', 'daily, weekly'],
      ['2026-10-12 12:00', '2.9 KB', '500', '1', 'no', 'failed', 'goes next'],
    ]);
  });

  it('the sizes as a line, oldest first, without safety ones', async () => {
    const some = [3, 2, 1].map((back) =>
      backupOf({ ...well, bytes: back * 1_024, startedAt: start - back * hour }),
    );
    const safety = backupOf({ reason: 'safety', startedAt: start - 4 * hour });
    const { charts } = await read([...some, safety, orchestra]);
    expect(charts).toEqual([
      {
        kind: 'line',
        title: 'notion-bot-api/notion_bot: size in KB',
        categories: ['11-21 09:00', '11-21 10:00', '11-21 11:00'],
        series: [{ name: 'Size', values: [3, 2, 1] }],
      },
    ]);
  });

  it('Notion and the bot itself, in short', async () => {
    const system = systemSchema.parse({
      title: 'Wittwizz',
      environment: 'production',
      databases: { tasks: { title: 'Tasks', id: '2e83d15f40bc80a9a6d79c0e52f1b874' } },
    });
    const report = await read(
      [backupOf(well), orchestra],
      {},
      {
        systems: { wittwizz: system },
        notionBackups: { write: unused, read: unused, list: async () => [] },
      },
    );
    expect(report.tables?.[1]).toMatchObject({
      title: 'Notion',
      rows: [['wittwizz/tasks', 'none', '']],
    });
    expect(report.facts).toContainEqual({
      label: 'The bot itself',
      value: '2026-11-20 12:00 UTC, 15 documents in 2 collections, 4.9 KB',
    });
  });

  it('only one database when it is named', async () => {
    const report = await read(
      [backupOf(well), orchestra],
      { database: 'orchestra' },
      { stateBackups: { list: unused, make: unused, inspect: unused, prune: unused } },
    );
    expect(report.tables?.map(({ rows }) => rows.length)).toEqual([1]);
    await expect(read([], { database: 'nope' })).rejects.toMatchObject({ code: 'invalid_input' });
  });

  it('where nothing is configured', async () => {
    expect(await read([], {}, {}, { targets: [] })).toMatchObject({
      status: 'good',
      headline: 'No MongoDB database is configured for backups',
      tables: [],
      findings: [],
    });
  });

  it('fits a card however many there are', async () => {
    const many = Array.from({ length: 300 }, (_, back) =>
      backupOf({ ...well, startedAt: start - back * hour }),
    );
    const report = await read([...many, orchestra]);
    expect(report.tables?.[0]).toMatchObject({ more: '251 older ones' });
    const [chart] = report.charts ?? [];
    if (chart?.kind !== 'line') throw new Error('no line');
    expect(chart.categories).toHaveLength(20);
    expect(chart.title.length).toBeLessThanOrEqual(50);
    expect(Math.max(...chart.categories.map((label) => label.length))).toBeLessThanOrEqual(20);
  });
});

describe('what it finds', () => {
  it('a database without one', async () => {
    const report = await read([orchestra]);
    expect(report.status).toBe('bad');
    expect(report.findings).toMatchObject([
      {
        severity: 'bad',
        title: 'notion-bot-api/notion_bot has no backup',
        suggestion: { operation: 'backup.now', input: { database: 'notion-bot-api/notion_bot' } },
      },
    ]);
  });
  it.each([
    [26 * hour, []],
    [26 * hour + 1, ['bad: notion-bot-api/notion_bot has no backup of the last day']],
  ])('the newest is %d ms old', async (age, expected) => {
    expect(await titles([backupOf({ ...well, startedAt: start - age }), orchestra])).toEqual(
      expected,
    );
  });
  it('none that was proved, or long ago', async () => {
    const newest = backupOf();
    expect((await read([newest, orchestra])).findings).toMatchObject([
      {
        title: 'No backup of notion-bot-api/notion_bot was ever proved',
        suggestion: { operation: 'backup.verify', input: { name: newest.name } },
      },
    ]);
    const older = backupOf({ startedAt: start - 40 * day, verifiedAt: start - 36 * day });
    expect(await titles([newest, older, orchestra])).toEqual([
      'warning: No backup of notion-bot-api/notion_bot was proved in the last 35 days',
    ]);
    const lately = { ...older, verifiedAt: start - 34 * day };
    expect(await titles([newest, lately, orchestra])).toEqual([]);
  });
  it('an odd size', async () => {
    const before = [1, 2, 3].map((back) =>
      backupOf({ bytes: 9_000, startedAt: start - back * day }),
    );
    expect(await titles([backupOf(well), ...before, orchestra])).toEqual([
      'warning: The newest backup of notion-bot-api/notion_bot has an odd size',
    ]);
  });
  it('a copy that failed, or that nobody makes', async () => {
    expect(await titles([backupOf({ ...well, isOffsite: false }), orchestra])).toEqual([
      'warning: The newest backup of notion-bot-api/notion_bot is on this machine only',
    ]);
    const policy = { isEncrypting: false, isOffsite: false, oddSizePercent: 50 };
    expect(
      await titles([backupOf({ ...well, isOffsite: null }), orchestra], {}, {}, { policy }),
    ).toEqual(['info: Backups stay on the machine that they are for']);
  });
  it("the bot's own that is old or missing", async () => {
    for (const list of [async () => [], async () => [{ ...state, startedAt: start - 9 * day }]]) {
      const stateBackups = { list, make: unused, inspect: unused, prune: unused };
      expect(
        (await read([backupOf(well), orchestra], {}, { stateBackups })).findings,
      ).toMatchObject([{ suggestion: { operation: 'backup.config', input: {} } }]);
    }
  });
});
