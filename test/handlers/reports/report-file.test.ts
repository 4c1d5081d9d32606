// A report filed in Notion: once for each day, whatever gets lost on the way.
import { describe, expect, it } from 'vitest';
import { upkeepSchema } from '../../../src/config/upkeep-schema.js';
import type { JsonObject } from '../../../src/core/json.js';
import type { Step } from '../../../src/core/operation.js';
import { Problem } from '../../../src/core/problem.js';
import { reportFile } from '../../../src/handlers/reports/report-file.js';
import { report } from '../../../src/handlers/reports/report.js';
import { parseRequest } from '../../../src/services/engine/parse/parse-request.js';
import { reportBlocks } from '../../../src/services/reports/report-blocks.js';
import {
  addPage,
  connectionTo,
  fakeDatabase,
  fakeNotion,
  idOf,
  title,
} from '../../support/fake-notion.js';
import { minute, morning, reportContext } from '../../services/reports/site.js';

const upkeep = upkeepSchema.parse({ reportDatabase: 'finance-ppm/reports' });

function filing() {
  const database = fakeDatabase('11111111-2222-4333-8444-000000000009', 'Reports', {
    Name: 'title',
  });
  const made: (readonly JsonObject[])[] = [];
  const clock = { now: morning };
  const lost = { reply: false };
  const fake = fakeNotion(database);
  const notion = {
    ...fake,
    async createPage(
      _source: string,
      properties: JsonObject,
      _signal?: AbortSignal,
      blocks?: readonly JsonObject[],
    ) {
      made.push(blocks ?? []);
      const id = idOf(made.length);
      const name = JSON.stringify(properties).match(/"content":"([^"]*)"/)?.[1] ?? '';
      addPage(database, {
        id,
        createdAt: clock.now,
        editedAt: clock.now,
        properties: { Name: title(name) },
      });
      if (lost.reply) throw new Problem('outcome_unknown', 'No reply.', '');
      return fake.page(id);
    },
    // The one filter that matters here is the title's.
    async query(_source: string, { filter }: { filter?: JsonObject }) {
      const wanted = JSON.stringify(filter).match(/"equals":"([^"]*)"/)?.[1] ?? '';
      const pages = database.pages.filter(
        (page) => !page.inTrash && JSON.stringify(page.properties).includes(wanted),
      );
      return { pages, next: null, incomplete: false };
    },
  };
  const context = reportContext({ now: () => clock.now, notion: connectionTo(notion), upkeep });
  const step: Step = async (_id, act) => void (await act(() => undefined));
  return {
    database,
    made,
    clock,
    lost,
    context,
    plan: async (which: 'morning' | 'weekly' = 'morning') => reportFile.plan({ which }, context),
    run: async (plan: Awaited<ReturnType<typeof reportFile.plan>>) =>
      reportFile.run(plan, { ...context, step, run: 'R-000001' }),
  };
}

describe('report --notion', () => {
  it('makes one page with the report on it', async () => {
    const given = filing();
    const plan = await given.plan();
    expect(plan).toMatchObject({
      headline: 'File the morning report in Reports',
      target: 'Morning report 2026-11-20',
    });
    await given.run(plan);
    expect(given.made).toHaveLength(1);
    expect(JSON.stringify(given.made[0])).toContain('All 2 components are good');
    const checks = await reportFile.verify(plan, { ...given.context, run: 'R-000001' });
    expect(checks.map(({ ok }) => ok)).toEqual([true]);
    expect(reportFile.undo(plan)).toEqual({
      operation: 'notion.page.trash',
      input: { page: 'Morning report 2026-11-20', database: 'finance-ppm/reports' },
    });
  });

  it('does it once for each report and day', async () => {
    const given = filing();
    await given.run(await given.plan());
    await expect(given.plan()).rejects.toMatchObject({ code: 'already_decided' });
    expect((await given.plan('weekly')).target).toBe('Weekly report 2026-11-20');
    given.clock.now = morning + 24 * 60 * minute;
    expect((await given.plan()).target).toBe('Morning report 2026-11-21');
  });

  it('finds the page whose reply was lost, and waits a minute before it calls one not made', async () => {
    const given = filing();
    const plan = await given.plan();
    const settled = async (): Promise<string> =>
      (
        await reportFile.reconcile(
          plan,
          { ...given.context, run: 'R-TEST' },
          { step: 'create', since: morning },
        )
      ).outcome;
    expect(await settled()).toBe('unknown');
    given.clock.now = morning + 2 * minute;
    expect(await settled()).toBe('not-done');
    given.clock.now = morning;
    given.lost.reply = true;
    await expect(given.run(plan)).rejects.toMatchObject({ code: 'outcome_unknown' });
    expect(await settled()).toBe('done');
  });

  it('says how where no database is configured', async () => {
    const context = reportContext();
    await expect(reportFile.plan({ which: 'morning' }, context)).rejects.toMatchObject({
      code: 'not_possible',
      hint: expect.stringContaining('upkeep.reportDatabase'),
    });
  });

  it('is what the switch and the words mean', () => {
    const parsed = (text: string) => {
      const request = parseRequest(text, [report, reportFile]);
      return [request.kind, request.operation.id, 'input' in request ? request.input : null];
    };
    expect(parsed('report weekly')).toEqual(['parsed', 'report', { which: 'weekly' }]);
    expect(parsed('report weekly --notion')).toEqual([
      'parsed',
      'report.file',
      { which: 'weekly' },
    ]);
    expect(parsed('report file evening')).toEqual(['parsed', 'report.file', { which: 'evening' }]);
  });
});

describe('a report as blocks', () => {
  it('stays within what Notion takes', () => {
    const rows = Array.from({ length: 300 }, (_, at) => [`${at}`, 'x'.repeat(900)]);
    const blocks = reportBlocks({
      status: 'bad',
      headline: 'h'.repeat(5_000),
      findings: Array.from({ length: 200 }, (_, at) => ({
        severity: 'bad' as const,
        title: `finding ${at}`,
        evidence: 'e'.repeat(5_000),
      })),
      facts: [{ label: 'On call', value: 'ana' }],
      tables: Array.from({ length: 30 }, () => ({
        title: 'Table',
        columns: [{ label: 'a' }, { label: 'b' }],
        rows,
      })),
      charts: [{ kind: 'pie', title: 'Pie', segments: [{ label: 'a', value: 1 }] }],
      notes: ['a note'],
    });
    expect(blocks.length).toBeLessThanOrEqual(100);
    const text = JSON.stringify(blocks);
    const all = text.match(/"object":"block"/g)?.length ?? 0;
    expect(all).toBeLessThanOrEqual(1_000);
    expect(text.length).toBeLessThan(500_000);
    for (const [, content] of text.matchAll(/"content":"([^"]*)"/g))
      expect(content?.length).toBeLessThanOrEqual(2_000);
    expect(text).toContain('170 more');
  });
});
