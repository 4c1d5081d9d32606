// `settings`, `settings set` and `settings reset`: shown, planned, done, verified, taken back.
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { settings } from '../../../src/handlers/settings/settings.js';
import { settingsReset } from '../../../src/handlers/settings/settings-reset.js';
import { settingsSet } from '../../../src/handlers/settings/settings-set.js';
import { validateInput } from '../../../src/services/engine/parse/validate.js';
import type { Tunable, Tunables } from '../../../src/services/settings/tunables.js';
import { contextWith, unused } from '../../support/context.js';

const now = Date.parse('2026-11-10T08:30:00Z');
const hour = 3_600_000;
const name = 'notion.requests-per-minute';

let setting: Tunable;
const set = vi.fn<Tunables['set']>();
const reset = vi.fn<Tunables['reset']>();
const step = vi.fn<
  (id: string, act: (tell: () => void) => Promise<string | undefined>) => Promise<void>
>(async (_id, act) => {
  await act(() => {});
});
const context = {
  ...contextWith({
    now: () => now,
    tunables: { get: unused, list: async () => [setting], set, reset },
    overview: {
      settings: [],
      environments: {
        development: { production: false, catalogs: [] },
        prod: { production: true, catalogs: [] },
      },
      defaultCatalog: 'main',
      health: unused,
    },
  }),
  step,
  run: 'R-1',
};
const changed = { by: 'ben', at: now - hour, until: now + hour, reason: 'Notion is slow' };

beforeEach(() => {
  vi.clearAllMocks();
  setting = {
    name,
    title: 'Notion requests',
    unit: 'per minute',
    standard: 180,
    value: 180,
    min: 10,
    max: 600,
    changed: null,
  };
});

describe('settings', () => {
  test('all as configured', async () => {
    const report = await settings.read({}, context);
    expect(report).toMatchObject({ status: 'good', suggestions: [] });
    expect(report.tables?.[0]?.rows).toEqual([
      [name, 'Notion requests', '180 per minute', '180 per minute', '10 – 600', ''],
    ]);
  });

  test('one that is changed: by whom, until when, why, and how it goes back', async () => {
    setting = { ...setting, value: 120, changed };
    const report = await settings.read({}, context);
    expect(report.headline).toBe('1 setting is not as configured');
    expect(report.tables?.[0]?.rows[0]?.at(-1)).toBe(
      'ben, until 2026-11-10 09:30 UTC: Notion is slow',
    );
    expect(report.suggestions).toEqual([
      { label: `Reset ${name}`, operation: 'settings.reset', input: { name } },
    ]);
  });
});

describe('settings set', () => {
  const plan = (input: object) => settingsSet.plan({ name, value: 120, ...input }, context);

  test('shows before and after, for production, and is the same when it is planned later', async () => {
    const planned = await plan({ for: '2h', reason: 'Notion answers 429' });
    expect(planned).toMatchObject({
      target: `setting ${name}`,
      environment: 'prod',
      headline: `Set ${name} to 120 per minute for 2h`,
      changes: [{ label: name, before: '180 per minute', after: '120 per minute' }],
      undo: 'Back to what is configured.',
      warnings: [],
    });
    const later = { ...context, now: () => now + hour };
    const input = { name, value: 120, for: '2h', reason: 'Notion answers 429' };
    expect(await settingsSet.plan(input, later)).toEqual(planned);
    expect(settingsSet.undo(planned)).toEqual({ operation: 'settings.reset', input: { name } });
  });

  test('sets it from then on, and is verified', async () => {
    const planned = await plan({ for: '2h' });
    await settingsSet.run(planned, { ...context, now: () => now + hour });
    expect(set).toHaveBeenCalledExactlyOnceWith(name, {
      value: 120,
      by: 'ana',
      until: now + 3 * hour,
      reason: '',
    });
    expect((await settingsSet.verify(planned, context))[0]?.ok).toBe(false);
    setting = { ...setting, value: 120, changed: { ...changed, by: 'ana', at: now + hour } };
    expect((await settingsSet.verify(planned, context))[0]?.ok).toBe(true);
    const doubt = { step: 'set', since: now };
    expect(await settingsSet.reconcile(planned, context, doubt)).toMatchObject({
      outcome: 'done',
    });
    expect(
      await settingsSet.reconcile(planned, context, { ...doubt, since: now + 2 * hour }),
    ).toMatchObject({ outcome: 'not-done' });
  });

  test('without an end it says that it stays', async () => {
    const planned = await plan({});
    expect(planned.warnings).toEqual(['It stays until somebody changes or resets it.']);
    await settingsSet.run(planned, context);
    expect(set.mock.calls[0]?.[1].until).toBeNull();
  });

  test('over somebody else’s change: undo puts that back, and a change in between is drift', async () => {
    setting = { ...setting, value: 60, changed };
    const planned = await plan({});
    expect(planned.undo).toBe('Back to 60 per minute.');
    const undo = settingsSet.undo(planned);
    expect(undo).toEqual({
      operation: 'settings.set',
      input: { name, value: 60, until: '2026-11-10T09:30:00.000Z' },
    });
    // What undo asks for is something that can be asked for.
    const input = validateInput(settingsSet, undo?.input ?? {});
    expect((await settingsSet.plan(input, context)).data).toMatchObject({ until: now + hour });
    setting = { ...setting, changed: { ...changed, at: now } };
    expect((await plan({})).guard).not.toEqual(planned.guard);
  });

  test.each([
    [{ value: 9 }, 'value'],
    [{ value: 120.5 }, 'value'],
    [{ for: '2 fortnights' }, 'for'],
    [{ until: '2026-11-10T08:00Z' }, 'until'],
    [{ until: 'soon' }, 'until'],
  ])('%j is refused', async (input, field) => {
    await expect(plan(input)).rejects.toMatchObject({ code: 'invalid_input', field });
  });

  test.each([
    [{ name: 'notion.request-per-minute', value: 1 }, 'name'],
    [{ name, value: 'many' }, 'value'],
    [{ name, value: 1, for: '1h', until: '2026-11-10T18:00Z' }, 'until'],
  ])('%j can not be asked for', (input, field) => {
    expect(() => validateInput(settingsSet, input)).toThrow(
      expect.objectContaining({ code: 'invalid_input', field }),
    );
  });
});

describe('settings reset', () => {
  test('goes back to what is configured; undo sets it again', async () => {
    setting = { ...setting, value: 120, changed };
    const planned = await settingsReset.plan({ name }, context);
    expect(planned.changes).toEqual([
      { label: name, before: '120 per minute', after: '180 per minute' },
    ]);
    expect(
      await settingsReset.reconcile(planned, context, { step: 'reset', since: 0 }),
    ).toMatchObject({ outcome: 'not-done' });
    await settingsReset.run(planned, context);
    expect(reset).toHaveBeenCalledExactlyOnceWith(name);
    expect((await settingsReset.verify(planned, context))[0]?.ok).toBe(false);
    setting = { ...setting, value: 180, changed: null };
    expect((await settingsReset.verify(planned, context))[0]?.ok).toBe(true);
    expect(settingsReset.undo(planned)).toEqual({
      operation: 'settings.set',
      input: { name, value: 120, until: '2026-11-10T09:30:00.000Z' },
    });
  });

  test('of one that is as configured is refused', async () => {
    await expect(settingsReset.plan({ name }, context)).rejects.toMatchObject({
      code: 'not_possible',
      field: 'name',
    });
  });
});
