// `schedule` and what people do with one: what they see, and what is asked of the schedules.
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { schedulePause } from '../../../src/handlers/schedule/schedule-pause.js';
import { scheduleResume } from '../../../src/handlers/schedule/schedule-resume.js';
import { scheduleRun } from '../../../src/handlers/schedule/schedule-run.js';
import { schedule } from '../../../src/handlers/schedule/schedule.js';
import type { ScheduleNow, Schedules } from '../../../src/services/schedule/schedule.js';
import { contextWith } from '../../support/context.js';

const now = Date.parse('2026-11-10T08:30:00Z');
const daily: ScheduleNow = {
  name: 'daily-health',
  cron: '0 9 * * *',
  timeZone: 'Europe/Berlin',
  operation: 'report',
  input: { which: 'morning' },
  post: 'always',
  channel: null,
  missed: 'run',
  paused: null,
  last: { slot: now - 30 * 60_000, at: now, outcome: 'ok', said: 'All is well' },
  next: now + 23.5 * 3_600_000,
};
const backup: ScheduleNow = {
  ...daily,
  name: 'notion-backup',
  cron: '0 2 * * *',
  operation: 'notion.backup',
  input: {},
  last: { ...daily.last, slot: now, at: now, outcome: 'failed', said: 'Notion is away.' },
};
const paused: ScheduleNow = {
  ...daily,
  name: 'evening-summary',
  cron: '0 9-17/2 * * *',
  last: null,
  paused: { by: 'ben', at: now, until: null, reason: 'Nobody is here' },
};

const list = vi.fn<Schedules['list']>();
const run = vi.fn<Schedules['run']>();
const pause = vi.fn<Schedules['pause']>();
const resume = vi.fn<Schedules['resume']>();
const context = contextWith({ now: () => now, schedules: { list, run, pause, resume } });
beforeEach(() => {
  vi.resetAllMocks();
  list.mockResolvedValue([daily, paused]);
});

describe('schedule', () => {
  test('one line each: what, when, last, next', async () => {
    const report = await schedule.read({}, context);
    expect(report).toMatchObject({ status: 'good', headline: '2 schedules, 1 paused' });
    expect(report.tables?.[0]?.rows).toEqual([
      [
        'daily-health',
        'report which=morning',
        'daily at 09:00, Europe/Berlin',
        'done, Tue 2026-11-10 09:00 Europe/Berlin (08:00 UTC): All is well',
        'Wed 2026-11-11 09:00 Europe/Berlin (08:00 UTC)',
      ],
      [
        'evening-summary',
        'report which=morning',
        '0 9-17/2 * * *, Europe/Berlin',
        'never',
        'paused',
      ],
    ]);
    expect(report.suggestions?.map(({ label }) => label)).toEqual([
      'Resume evening-summary',
      'Run daily-health',
      'Run evening-summary',
    ]);
  });

  test('one that failed is found, and the button that runs it comes first', async () => {
    list.mockResolvedValue([daily, backup]);
    const report = await schedule.read({}, context);
    expect(report).toMatchObject({ status: 'bad', headline: '2 schedules, 1 failed' });
    expect(report.findings?.[0]).toMatchObject({
      title: 'notion-backup failed',
      evidence: 'failed, Tue 2026-11-10 09:30 Europe/Berlin (08:30 UTC): Notion is away.',
      suggestion: { operation: 'schedule.run', input: { name: 'notion-backup' } },
    });
    expect(report.suggestions?.[0]?.label).toBe('Run notion-backup');
  });

  test('one by its name, with its buttons', async () => {
    const report = await schedule.read({ name: 'Evening-Summary' }, context);
    expect(report).toMatchObject({
      status: 'info',
      headline: 'evening-summary: 0 9-17/2 * * *, Europe/Berlin (paused)',
      suggestions: [
        { operation: 'schedule.run', input: { name: 'evening-summary' } },
        { operation: 'schedule.resume', input: { name: 'evening-summary' } },
      ],
    });
    expect(report.facts).toContainEqual({
      label: 'Paused',
      value: 'by ben, 2026-11-10 08:30 UTC: Nobody is here',
    });
  });

  test('a name that is none tells the nearest', async () => {
    await expect(schedule.read({ name: 'dayly-health' }, context)).rejects.toMatchObject({
      code: 'not_found',
      field: 'name',
      hint: expect.stringContaining('Did you mean daily-health'),
    });
  });
});

test('run: as the person who asks, under the request’s id', async () => {
  run.mockResolvedValue({ outcome: 'problems', said: '2 components are red' });
  const report = await scheduleRun.act({ name: 'daily-health' }, context);
  expect(run).toHaveBeenCalledExactlyOnceWith('daily-health', context.actor, 'request');
  expect(report).toMatchObject({
    status: 'warning',
    headline: 'daily-health: found problems',
    facts: [{ label: 'It says', value: '2 components are red' }],
  });
});

describe('pause and resume', () => {
  test('for a time, and why', async () => {
    pause.mockResolvedValue({ ...daily, paused: paused.paused });
    const report = await schedulePause.act(
      { name: 'daily-health', for: '2h', reason: 'Moving' },
      context,
    );
    expect(pause).toHaveBeenCalledExactlyOnceWith(
      'daily-health',
      context.actor,
      now + 2 * 3_600_000,
      'Moving',
    );
    expect(report).toMatchObject({
      headline: 'daily-health is paused until Tue 2026-11-10 11:30 Europe/Berlin (10:30 UTC)',
      suggestions: [{ operation: 'schedule.resume', input: { name: 'daily-health' } }],
    });
  });

  test('until somebody resumes it', async () => {
    pause.mockResolvedValue({ ...daily, paused: paused.paused });
    const report = await schedulePause.act({ name: 'daily-health' }, context);
    expect(pause.mock.calls[0]?.[2]).toBeNull();
    expect(report.headline).toBe('daily-health is paused until somebody resumes it');
  });

  test('a span that is none pauses nothing', async () => {
    await expect(
      schedulePause.act({ name: 'daily-health', for: 'a while' }, context),
    ).rejects.toMatchObject({ code: 'invalid_input', field: 'for' });
    expect(pause).not.toHaveBeenCalled();
  });

  test('resume says when it runs next', async () => {
    resume.mockResolvedValue(daily);
    const report = await scheduleResume.act({ name: 'daily-health' }, context);
    expect(report.facts).toEqual([
      { label: 'Next', value: 'Wed 2026-11-11 09:00 Europe/Berlin (08:00 UTC)' },
    ]);
  });
});
