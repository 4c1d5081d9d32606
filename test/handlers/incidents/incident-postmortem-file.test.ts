// A post-mortem filed in Notion: once, whatever gets lost on the way.
import { describe, expect, it } from 'vitest';
import { incidentsSchema } from '../../../src/config/incidents-schema.js';
import type { JsonObject } from '../../../src/core/json.js';
import type { Step } from '../../../src/core/operation.js';
import { Problem } from '../../../src/core/problem.js';
import { incidentPostmortemFile } from '../../../src/handlers/incidents/incident-postmortem-file.js';
import {
  addPage,
  connectionTo,
  fakeDatabase,
  fakeNotion,
  idOf,
  title,
} from '../../support/fake-notion.js';
import { minute, noon } from '../../services/incidents/samples.js';
import { databaseId, incidentBench } from './incident-bench.js';

const incidentRules = incidentsSchema.parse({ postmortemDatabase: 'finance-ppm/postmortems' });

async function filing() {
  const database = fakeDatabase(databaseId, 'Post-mortems', { Title: 'title' });
  const made: (readonly JsonObject[])[] = [];
  const fake = fakeNotion(database);
  const lost = { reply: false };
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
        createdAt: bench.clock.now,
        editedAt: bench.clock.now,
        properties: { Title: title(name) },
      });
      if (lost.reply) throw new Problem('outcome_unknown', 'No reply.', '');
      return fake.page(id);
    },
    // The one filter that matters here is the title's.
    async query() {
      return {
        pages: database.pages.filter((page) => !page.inTrash),
        next: null,
        incomplete: false,
      };
    },
  };
  const bench = incidentBench({ notion: connectionTo(notion), incidentRules });
  const incident = await bench.opened();
  const steps: string[] = [];
  const step: Step = async (id, act) => {
    if (steps.includes(id)) return;
    await act(() => undefined);
    steps.push(id);
  };
  const { context } = bench;
  const plan = () => incidentPostmortemFile.plan({ incident }, context);
  return {
    ...bench,
    database,
    made,
    lost,
    incident,
    steps,
    plan,
    run: async () =>
      incidentPostmortemFile.run(await plan(), { ...context, step, run: 'R-000001' }),
    runPlan: async (given: Awaited<ReturnType<typeof plan>>) =>
      incidentPostmortemFile.run(given, { ...context, step, run: 'R-000001' }),
  };
}

describe('incident postmortem --notion', () => {
  it('makes one page with everything on it, and writes its address into the incident', async () => {
    const given = await filing();
    const plan = await given.plan();
    expect(plan).toMatchObject({
      headline: `File the post-mortem of ${given.incident} in Post-mortems`,
      data: { title: `${given.incident}: Notion sync is down`, property: 'Title', before: [] },
    });
    await given.runPlan(plan);
    expect(given.made).toHaveLength(1);
    expect(JSON.stringify(given.made[0])).toContain('Root cause');
    const url = `https://notion.example/page/${idOf(1)}`;
    expect((await given.incidents.get(given.incident)).postmortem).toEqual({ url, at: noon });
    const checks = await incidentPostmortemFile.verify(plan, {
      ...given.context,
      run: 'R-000001',
    });
    expect(checks.map(({ ok }) => ok)).toEqual([true, true, true]);
    expect(incidentPostmortemFile.undo(plan)).toEqual({
      operation: 'notion.page.trash',
      input: { page: plan.data['title'], database: 'finance-ppm/postmortems' },
    });
  });

  it('finds the page whose reply was lost, and goes on with it', async () => {
    const given = await filing();
    given.lost.reply = true;
    const plan = await given.plan();
    await expect(given.runPlan(plan)).rejects.toMatchObject({ code: 'outcome_unknown' });
    const settled = await incidentPostmortemFile.reconcile(plan, given.context, {
      step: 'create',
      since: noon,
    });
    expect(settled.outcome).toBe('done');
    given.steps.push('create');
    await given.runPlan(plan);
    expect(given.made).toHaveLength(1);
    expect((await given.incidents.get(given.incident)).postmortem?.url).toContain(idOf(1));
  });

  it('waits a minute before it calls a page not made', async () => {
    const given = await filing();
    const plan = await given.plan();
    const outcome = async (): Promise<string> => {
      const doubt = { step: 'create', since: noon };
      return (await incidentPostmortemFile.reconcile(plan, given.context, doubt)).outcome;
    };
    expect(await outcome()).toBe('unknown');
    given.clock.now = noon + 2 * minute;
    expect(await outcome()).toBe('not-done');
  });

  it('settles the link by what the incident says', async () => {
    const given = await filing();
    const plan = await given.plan();
    const doubt = { step: 'link', since: noon };
    const before = await incidentPostmortemFile.reconcile(plan, given.context, doubt);
    await given.runPlan(plan);
    const after = await incidentPostmortemFile.reconcile(plan, given.context, doubt);
    expect([before.outcome, after.outcome]).toEqual(['not-done', 'done']);
  });

  it('does not file a second one, unless the first was taken back', async () => {
    const given = await filing();
    await given.run();
    await expect(given.plan()).rejects.toMatchObject({ code: 'already_decided' });
    for (const page of given.database.pages) page.inTrash = true;
    expect(await given.plan()).toMatchObject({ data: { before: [] } });
    given.database.pages.length = 0;
    expect(await given.plan()).toMatchObject({ data: { before: [] } });
  });

  it('names the setting that it needs', async () => {
    const given = await filing();
    const without = { ...given.context, incidentRules: incidentsSchema.parse({}) };
    const refused = incidentPostmortemFile.plan({ incident: given.incident }, without);
    await expect(refused).rejects.toMatchObject({
      code: 'not_possible',
      hint: expect.stringContaining('incidents.postmortemDatabase'),
    });
  });
});
