// `oncall`, `oncall override` and `oncall end`, on a real store.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { oncallSchema } from '../../../src/config/incidents-schema.js';
import type { Report } from '../../../src/core/report.js';
import { oncallEnd } from '../../../src/handlers/oncall/oncall-end.js';
import { oncallOverride } from '../../../src/handlers/oncall/oncall-override.js';
import { oncall } from '../../../src/handlers/oncall/oncall.js';
import type { Context } from '../../../src/services/context.js';
import { parseRequest } from '../../../src/services/engine/parse/parse-request.js';
import { createDirectory } from '../../../src/services/identity/directory.js';
import { createOncall } from '../../../src/services/oncall/create-oncall.js';
import { openMemory, type OpenMemory } from '../../services/oncall/open-memory.js';
import { contextWith } from '../../support/context.js';

const hour = 60 * 60_000;
/** A Monday, the hand-over to ana at 09:00 in Berlin. */
const start = Date.parse('2026-11-23T08:00:00Z');
const operations = [oncall, oncallOverride, oncallEnd];
const people = [
  { name: 'ana', slack: 'U01ANA' },
  { name: 'ben', slack: 'U02BEN' },
];

let memory: OpenMemory;
let now: number;
let asked = 0;
beforeEach(() => {
  memory = openMemory();
  now = start + hour;
});
afterEach(() => memory.close());

function contextOf(given: object, members: string[] = []): Context {
  const roles = { oncall: members, approver: [], manager: [], director: [], admin: [] };
  const directory = createDirectory({ config: { people, roles }, groupMembers: async () => [] });
  return contextWith({
    actor: { person: 'ana', slack: 'U01ANA', via: 'slack' },
    requestId: `r${(asked += 1)}`,
    now: () => now,
    directory,
    oncall: createOncall({
      store: memory.store,
      config: oncallSchema.parse({ timeZone: 'Europe/Berlin', ...given }),
      people,
      directory,
      now: () => now,
    }),
  });
}
const rotation = { rotation: { people: ['ana', 'ben'], start: '2026-11-23' } };

async function typed(text: string, context = contextOf(rotation)): Promise<Report> {
  const { kind, operation: found, input } = parseRequest(text, operations);
  if (kind !== 'parsed') throw new Error('not parsed');
  const operation = operations.find(({ id }) => id === found.id);
  if (operation?.kind === 'query') return operation.read(input, context);
  if (operation?.kind === 'command') return operation.act(input, context);
  throw new Error('neither a query nor a command');
}
const valueOf = (report: Report, label: string) =>
  report.facts?.find((fact) => fact.label === label)?.value;

test.each(operations.flatMap(({ id, examples }) => examples.map((example) => [example, id])))(
  '%s is %s',
  (example, id) => {
    expect(parseRequest(example, operations)).toMatchObject({ operation: { id } });
  },
);

describe('oncall', () => {
  test('says who, until when in both zones, who is next, and the next four hand-overs', async () => {
    const report = await typed('oncall');
    expect(report).toMatchObject({ status: 'good', headline: 'ana is on call' });
    expect(valueOf(report, 'Until')).toBe('Mon 2026-11-30 09:00 Europe/Berlin (08:00 UTC)');
    expect(valueOf(report, 'Next')).toBe('ben');
    expect(report.tables).toHaveLength(1);
    expect(report.tables?.[0]?.rows.map(([when, who]) => [when?.slice(4, 14), who])).toEqual([
      ['2026-11-30', 'ben'],
      ['2026-12-07', 'ana'],
      ['2026-12-14', 'ben'],
      ['2026-12-21', 'ana'],
    ]);
  });

  test('lists overrides among the hand-overs, and offers the end of the one that holds', async () => {
    await typed('oncall override ben --for 2h --reason ill');
    const report = await typed('oncall');
    expect(report.headline).toBe('ben is on call');
    expect(report.tables?.[0]?.rows[0]?.slice(1)).toEqual(['ana', 'the rotation']);
    expect(report.tables?.[1]?.rows[0]).toEqual(expect.arrayContaining(['ben', 'ana', 'ill']));
    const id = report.tables?.[1]?.rows[0]?.[0];
    expect(report.suggestions).toContainEqual(
      expect.objectContaining({ operation: 'oncall.end', input: { override: id } }),
    );
  });

  test('names everybody with the role where there is no rotation', async () => {
    const report = await typed('oncall', contextOf({}, ['U01ANA', 'U02BEN']));
    expect(report).toMatchObject({ headline: 'ana and ben are on call', tables: [] });
    expect(valueOf(report, 'Until')).toBe('nothing changes by itself');
  });

  test('warns where nobody is, and says what to do', async () => {
    const report = await typed('oncall', contextOf({}));
    expect(report).toMatchObject({ status: 'warning', headline: 'Nobody is on call' });
    expect(report.findings?.[0]?.fix).toContain('oncall override me');
  });
});

describe('oncall override', () => {
  test.each([
    ['ben', 'ben'],
    ['<@U02BEN|ben>', 'ben'],
    ['<@U09EVE>', 'slack:U09EVE'],
    ['me', 'ana'],
  ])('%s is %s', async (who, person) => {
    const report = await typed(`oncall override ${who} --for 8h`);
    expect(report.headline).toBe(
      `${person} is on call until Mon 2026-11-23 18:00 Europe/Berlin (17:00 UTC)`,
    );
    expect(valueOf(report, 'Then')).toBe('ana');
  });

  test('takes local times of the on-call zone, and times with a zone', async () => {
    const report = await typed(
      'oncall override ben --from 2026-11-24T18:00 --until "2026-11-25T08:00Z" --reason "Ana travels"',
    );
    expect(report.headline).toContain('ben will be on call');
    expect(valueOf(report, 'From')).toBe('Tue 2026-11-24 18:00 Europe/Berlin (17:00 UTC)');
    expect(valueOf(report, 'Until')).toBe('Wed 2026-11-25 09:00 Europe/Berlin (08:00 UTC)');
  });

  test.each([
    ['oncall override nobody --for 2h', 'who'],
    ['oncall override ben --for 2h --until 2026-11-24T18:00', 'until'],
    ['oncall override ben --for soon', 'for'],
    ['oncall override ben --until soon', 'until'],
    ['oncall override ben --until 2026-11-20T18:00', 'until'],
    ['oncall override ben --from 2026-11-20T18:00 --for 2h', 'for'],
    ['oncall override ben --until 2027-11-20T18:00', 'until'],
    ['oncall override ben --from later --for 2h', 'from'],
  ])('%s: --%s is wrong, and nothing changes', async (text, field) => {
    await expect(typed(text)).rejects.toMatchObject({ code: 'invalid_input', field });
    expect((await typed('oncall')).headline).toBe('ana is on call');
  });

  test('without an end opens a form that asks for it', () => {
    expect(parseRequest('oncall override ben', operations)).toMatchObject({
      kind: 'incomplete',
      missing: ['for'],
    });
  });

  test('that overlaps names the other, with a button that ends it', async () => {
    await typed('oncall override ben --for 2h');
    await expect(typed('oncall override ana --for 1h')).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringMatching(/O-[0-9A-Z]{6}: ben from/),
      suggestions: [{ operation: 'oncall.end' }],
    });
  });
});

describe('oncall end', () => {
  async function idOf(text: string): Promise<string> {
    return valueOf(await typed(text), 'Override') ?? '';
  }

  test('hands back, and says to whom', async () => {
    const id = await idOf('oncall override ben --for 2h');
    now += hour;
    const report = await typed(`oncall end ${id.toLowerCase()}`);
    expect(report.headline).toBe(`${id} has ended: ben has handed back`);
    expect(valueOf(report, 'On call now')).toBe('ana');
  });

  test('withdraws one to come', async () => {
    const id = await idOf('oncall override ben --from 2026-11-24T18:00 --for 2h');
    expect((await typed(`oncall end ${id}`)).headline).toContain('is withdrawn');
    await expect(typed(`oncall end ${id}`)).rejects.toMatchObject({ code: 'not_found' });
  });

  test('takes nothing that is no override', async () => {
    await expect(typed('oncall end I-7K2QMF')).rejects.toMatchObject({ field: 'override' });
  });
});
