// `contacts`: who is on call first, then by level, a system's own before those of all.
import { describe, expect, test } from 'vitest';
import { contactSchema } from '../../../src/config/health-schema.js';
import { systemSchema } from '../../../src/config/systems-schema.js';
import type { Actor } from '../../../src/core/actor.js';
import { contacts } from '../../../src/handlers/upkeep/contacts.js';
import type { Context } from '../../../src/services/context.js';
import { parseRequest } from '../../../src/services/engine/parse/parse-request.js';
import { contextWith } from '../../support/context.js';

const base = contextWith();
const person = (name: string): Actor => ({ person: name, via: 'slack' });
const until = Date.parse('2026-11-16T09:00:00Z');

function read(system?: string, people = [person('ana')], given: Partial<Context> = {}) {
  const system_ = (title: string, own: object[]) =>
    systemSchema.parse({ title, environment: 'production', contacts: own });
  return contacts.read(
    { system },
    contextWith({
      now: () => until - 1,
      oncall: {
        ...base.oncall,
        at: async () => ({ people, until, by: 'rotation', override: null }),
        peopleFor: async (level) => [person(level === 'manager' ? 'mara' : 'dirk')],
      },
      contacts: [
        { role: 'Management', contact: 'boss@example.org', level: 3 },
        { role: 'Security', contact: 'security@example.org', hours: '24/7' },
        { role: 'Notion support', contact: 'notion.so/help', vendor: true },
      ].map((one) => contactSchema.parse(one)),
      systems: {
        obera: system_('OberaConnect', [
          { role: 'Platform team', contact: '#obera', level: 2, hours: 'business hours' },
          {
            role: 'NinjaOne support',
            contact: 'support.ninjarmm.com',
            hours: '24/7',
            vendor: true,
          },
        ]),
        other: system_('Other', [{ role: 'Other team', contact: '#other', level: 1 }]),
      },
      ...given,
    }),
  );
}
const rowsOf = (report: Awaited<ReturnType<typeof read>>, at: number) =>
  report.tables?.[at]?.rows.map(([level, role, , , of]) => [level, role, of]);

test.each(contacts.examples)('%s is understood', (example) => {
  expect(parseRequest(example, [contacts]).kind).toBe('parsed');
});

describe('contacts', () => {
  test('of a system: on call first, then by level, then vendors; no other system', async () => {
    const report = await read('obera');
    expect(report).toMatchObject({
      status: 'info',
      headline: 'OberaConnect: call ana first',
      facts: [
        { label: 'On call now', value: 'ana, until Mon 2026-11-16 09:00 UTC' },
        { value: 'mara' },
        { value: 'dirk' },
      ],
    });
    expect(rowsOf(report, 0)).toEqual([
      ['2', 'Platform team', 'obera'],
      ['3', 'Management', 'all'],
      ['–', 'Security', 'all'],
    ]);
    expect(rowsOf(report, 1)).toEqual([
      ['–', 'NinjaOne support', 'obera'],
      ['–', 'Notion support', 'all'],
    ]);
  });

  test('of all systems has every one', async () => {
    expect(rowsOf(await read(), 0)).toEqual([
      ['1', 'Other team', 'other'],
      ['2', 'Platform team', 'obera'],
      ['3', 'Management', 'all'],
      ['–', 'Security', 'all'],
    ]);
  });

  test('without any configured tells the levels of the runbook, and where to list them', async () => {
    const report = await read(undefined, [person('ana')], { contacts: [], systems: {} });
    expect(report.tables).toEqual([]);
    expect(report.sections?.[0]?.lines).toHaveLength(3);
    expect(report.notes?.[0]).toContain('ppm.config.yaml');
  });

  test('warns when nobody is on call', async () => {
    expect(await read('obera', [])).toMatchObject({
      status: 'warning',
      headline: 'OberaConnect: nobody is on call; call mara',
      findings: [{ suggestion: { operation: 'oncall.override' } }],
    });
  });

  test('of an unknown system is refused by the name of the field', async () => {
    await expect(read('nobody')).rejects.toMatchObject({ code: 'invalid_input', field: 'system' });
  });
});
