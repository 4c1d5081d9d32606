// Which schedules hold with what ppm.config.yaml says, and what of it can't be used.
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { schedulesSchema } from '../../../src/config/upkeep-schema.js';
import { systemSchema } from '../../../src/config/systems-schema.js';
import { operations as registry } from '../../../src/handlers/registry.js';
import { effectiveSchedules } from '../../../src/services/schedule/effective-schedules.js';
import { scheduleProblems } from '../../../src/services/schedule/schedule-problems.js';
import { operations } from './site.js';

const id = '1c7e4a90-52b3-80d1-9f46-d02c8a71e5b3';
const withNotion = z.record(z.string(), systemSchema).parse({
  finance: { title: 'Finance PPM', databases: { projects: { title: 'Projects', id } } },
});
const effective = (given: object, known = operations, systems = withNotion) =>
  effectiveSchedules({ schedules: schedulesSchema.parse(given), systems }, known);
const named = (name: string, ...given: Parameters<typeof effective>) =>
  effective(...given).find((one) => one.name === name);

describe('what holds', () => {
  test('the defaults, without those whose operation does not exist', () => {
    expect(effective({}).map(({ name, cron }) => `${name} ${cron}`)).toEqual([
      'component-probes */5 * * * *',
      'daily-health 0 9 * * *',
      'evening-summary 0 17 * * *',
      'weekly-report 30 9 * * 1',
      'monthly-report 30 9 1 * *',
      'quarterly-report 30 10 1 1,4,7,10 *',
    ]);
  });

  test('Notion is backed up and its schema looked at where there are databases', () => {
    const names = effective({}, [...registry]).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['notion-backup', 'schema-validation']));
    const without = effective({}, [...registry], {}).map(({ name }) => name);
    expect(without).not.toContain('notion-backup');
    expect(without).not.toContain('schema-validation');
  });

  test('a built-in one is changed field by field', () => {
    const each = { 'daily-health': { cron: '0 8 * * 1-5', channel: 'C2' } };
    expect(named('daily-health', { timeZone: 'Europe/Berlin', each })).toEqual({
      name: 'daily-health',
      cron: '0 8 * * 1-5',
      timeZone: 'Europe/Berlin',
      operation: 'report',
      input: { which: 'morning' },
      post: 'always',
      channel: 'C2',
      missed: 'run',
    });
  });

  test('another operation does not get the input of the one before; what is off is left out', () => {
    const each = {
      'daily-health': { operation: 'cache.tune', timeZone: 'Asia/Tokyo' },
      'evening-summary': { enabled: false },
    };
    expect(named('daily-health', { each })).toMatchObject({ input: {}, timeZone: 'Asia/Tokyo' });
    expect(named('evening-summary', { each })).toBeUndefined();
  });

  test('one that is faulty is left out, and the others hold', () => {
    const each = { 'daily-health': { cron: 'at nine' }, mine: { cron: '* * * *' } };
    const names = effective({ each }).map(({ name }) => name);
    expect(names).not.toContain('daily-health');
    expect(names).toContain('evening-summary');
  });
});

describe('what is wrong', () => {
  const problems = (each: object) =>
    scheduleProblems({ schedules: schedulesSchema.parse({ each }) }, operations).map(
      ({ path, reason }) => `${path.join('.')}: ${reason}`,
    );
  const sync = { cron: '0 * * * *', operation: 'sync', input: { system: 'finance' } };

  test('nothing', () => {
    expect(
      problems({
        hourly: sync,
        tune: { cron: '@daily', operation: 'cache.tune' },
        'component-probes': { cron: '*/10 * * * *' },
        // Its operation comes with another version: it is left out.
        'security-audit': { cron: '0 12 * * 1' },
      }),
    ).toEqual([]);
  });

  test.each([
    [{ cron: '0 9 * *' }, 'cron: is not a cron line: expected 5 or 6 fields but got 4'],
    [
      { cron: '0 0 30 2 *' },
      'cron: is not a cron line: 30 2 is an impossible day of month for the given month',
    ],
    [{ cron: '0 0 1 1 1#2' }, 'cron: never fires'],
    [{ operation: 'synk' }, 'operation: there is no operation synk'],
    [
      { operation: 'table.restore', input: {} },
      'operation: is critical: a schedule may only ask for what reads or is routine',
    ],
    [
      { input: { system: 'finance', full: true } },
      'input: makes sync guarded: a schedule may only ask for what reads or is routine',
    ],
    [{ input: { system: 'finance', ful: true } }, 'input: There is no --ful here.'],
    [{ input: {} }, 'input: --system is needed.'],
    [{ operation: 'health.probe' }, 'input: takes none'],
  ])('%j', (given, expected) => {
    expect(problems({ hourly: { ...sync, ...given } })).toEqual([
      `schedules.each.hourly.${expected}`,
    ]);
  });

  test('a new name needs a cron line and an operation: it may be a built-in one that is misspelt', () => {
    expect(problems({ 'daily-helth': { enabled: false } })).toEqual([
      'schedules.each.daily-helth: is none of the built-in schedules, and has no cron and no operation',
    ]);
    expect(problems({ mine: { cron: '@daily' } })).toEqual([
      'schedules.each.mine: is none of the built-in schedules, and has no operation',
    ]);
  });
});
