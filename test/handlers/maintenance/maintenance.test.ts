// `maintenance` and its commands, on real windows.
import { beforeEach, describe, expect, test } from 'vitest';
import type { Report } from '../../../src/core/report.js';
import { maintenanceEnd } from '../../../src/handlers/maintenance/maintenance-end.js';
import { maintenanceSchedule } from '../../../src/handlers/maintenance/maintenance-schedule.js';
import { maintenanceStart } from '../../../src/handlers/maintenance/maintenance-start.js';
import { maintenance } from '../../../src/handlers/maintenance/maintenance.js';
import { parseRequest } from '../../../src/services/engine/parse/parse-request.js';
import { ana, hour, openSite, start, type Site } from '../../services/maintenance/site.js';
import { contextWith } from '../../support/context.js';
import { memoryStore } from '../../support/memory-store.js';

const operations = [maintenance, maintenanceStart, maintenanceSchedule, maintenanceEnd];

let site: Site;
let asked = 0;
beforeEach(() => {
  site = openSite(memoryStore());
});

async function typed(text: string): Promise<Report> {
  const context = contextWith({
    actor: ana,
    requestId: `r${(asked += 1)}`,
    now: () => site.clock.at,
    maintenance: site.maintenance,
    oncall: { ...contextWith().oncall, timeZone: 'Europe/Berlin' },
  });
  const { kind, operation: found, input } = parseRequest(text, operations);
  if (kind !== 'parsed') throw new Error('not parsed');
  const operation = operations.find(({ id }) => id === found.id);
  if (operation?.kind === 'query') return operation.read(input, context);
  if (operation?.kind === 'command') return operation.act(input, context);
  throw new Error('neither a query nor a command');
}
const idOf = (report: Report): string =>
  report.facts?.find(({ label }) => label === 'Window')?.value ?? '';

test.each(operations.flatMap(({ id, examples }) => examples.map((example) => [example, id])))(
  '%s is %s',
  (example, id) => {
    expect(parseRequest(example, operations)).toMatchObject({ operation: { id } });
  },
);

describe('maintenance', () => {
  test('says that there is none, and offers one', async () => {
    expect(await typed('maintenance')).toMatchObject({
      status: 'good',
      headline: 'No maintenance is under way',
      tables: [],
    });
  });

  test('lists active ones before those to come, with what they held', async () => {
    const coming = idOf(
      await typed('maintenance schedule all --from 2026-11-20T02:00 --for 2h --reason Network'),
    );
    const active = idOf(await typed('maintenance start finance --for 2h --reason Migration'));
    await site.maintenance.held(active, { id: 'G-1', title: 'down' });
    const report = await typed('maintenance');
    expect(report.headline).toBe('Maintenance of finance is under way; 1 to come');
    expect(report.tables?.[0]?.rows).toEqual([
      [
        active,
        'finance',
        'active',
        'Tue 2026-11-10 13:00 Europe/Berlin (12:00 UTC)',
        'Tue 2026-11-10 15:00 Europe/Berlin (14:00 UTC)',
        '1',
        'ana',
        'Migration',
      ],
      expect.arrayContaining([coming, 'all systems', 'scheduled', '0']),
    ]);
    expect(report.suggestions?.[0]).toMatchObject({ input: { window: active } });
  });
});

describe('maintenance start', () => {
  test('is active at once, for one system or all', async () => {
    const report = await typed('maintenance start finance --for 2h --reason "Notion migration"');
    expect(report.headline).toBe(
      'Maintenance of finance until Tue 2026-11-10 15:00 Europe/Berlin (14:00 UTC)',
    );
    expect(await site.window(idOf(report))).toMatchObject({
      state: 'active',
      system: 'finance',
      by: ana,
      reason: 'Notion migration',
    });
    const all = await typed('maintenance start ALL --until 2026-11-10T14:00 --reason Network');
    expect(await site.window(idOf(all))).toMatchObject({ system: '*', until: start + hour });
  });
});

describe('maintenance schedule', () => {
  test('is announced in time where there is time', async () => {
    const report = await typed(
      'maintenance schedule finance --from 2026-11-15T02:00 --until 2026-11-15T04:00 --reason Migration',
    );
    expect(report).toMatchObject({ status: 'good', findings: [] });
    expect(await site.window(idOf(report))).toMatchObject({
      state: 'scheduled',
      from: Date.parse('2026-11-15T01:00Z'),
      until: Date.parse('2026-11-15T03:00Z'),
    });
  });

  test('warns where the notice is shorter than it should be', async () => {
    const report = await typed(
      'maintenance schedule finance --from 2026-11-11T12:00Z --for 2h --reason Migration',
    );
    expect(report).toMatchObject({
      status: 'warning',
      findings: [{ title: 'People hear of it 24 h before it begins, not 2 days' }],
    });
  });
});

test.each([
  ['maintenance start nobody --for 2h --reason x', 'system'],
  ['maintenance start finance --for 8d --reason x', 'for'],
  ['maintenance start finance --for 2h --until 2026-11-11T02:00 --reason x', 'until'],
  ['maintenance start finance --until 2026-11-09T02:00 --reason x', 'until'],
  ['maintenance schedule finance --from 2026-11-09T02:00 --for 7d --reason x', 'from'],
  ['maintenance schedule finance --from sunday --for 2h --reason x', 'from'],
  [
    'maintenance schedule finance --from 2026-11-15T04:00 --until 2026-11-15T02:00 --reason x',
    'until',
  ],
  ['maintenance end I-7K2QMF', 'window'],
])('%s: --%s is wrong, and nothing changes', async (text, field) => {
  await expect(typed(text)).rejects.toMatchObject({ code: 'invalid_input', field });
  expect(await site.all()).toEqual([]);
});

test.each([
  ['maintenance start finance --reason x', 'for'],
  ['maintenance start finance --for 2h', 'reason'],
  ['maintenance schedule finance --for 2h --reason x', 'from'],
])('%s: a form asks for --%s', (text, field) => {
  expect(parseRequest(text, operations)).toMatchObject({ kind: 'incomplete', missing: [field] });
});

test('one that overlaps names the other, with a button that ends it', async () => {
  const id = idOf(await typed('maintenance start finance --for 2h --reason x'));
  await expect(typed('maintenance start finance --for 1h --reason y')).rejects.toMatchObject({
    code: 'not_possible',
    field: 'system',
    message: expect.stringContaining(id),
    suggestions: [{ operation: 'maintenance.end', input: { window: id } }],
  });
});

describe('maintenance end', () => {
  test('ends an active one', async () => {
    const id = idOf(await typed('maintenance start finance --for 2h --reason x'));
    const report = await typed(`maintenance end ${id.toLowerCase()}`);
    expect(report.headline).toBe('Maintenance of finance has ended; its health is checked now');
    expect(await site.maintenance.activeFor('finance')).toBeNull();
    await expect(typed(`maintenance end ${id}`)).rejects.toMatchObject({ code: 'already_decided' });
  });

  test('calls off one to come', async () => {
    const id = idOf(
      await typed('maintenance schedule all --from 2026-11-20T02:00 --for 2h --reason x'),
    );
    expect((await typed(`maintenance end ${id}`)).headline).toContain('called off');
    expect(await site.window(id)).toMatchObject({ state: 'cancelled' });
  });
});
