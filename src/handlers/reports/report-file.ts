// `report … --notion`: a report as a page of the database that ppm.config.yaml names, one for each report and day. A lost
// reply makes no second one: the page is found by its title. (Runbook 5: `log_to_notion(report)`, `log_monthly_review`)
import { z } from 'zod';
import { hashJson } from '../../core/json.js';
import { Problem } from '../../core/problem.js';
import { defineAction, type Context } from '../../services/context.js';
import {
  createdSince,
  oneCheck,
  pagesTitled,
  settleCreation,
} from '../../services/notion/writing/created-page.js';
import {
  fullName,
  schemaGuard,
  shown,
  titleProperty,
} from '../../services/notion/writing/page-place.js';
import { reportBlocks } from '../../services/reports/report-blocks.js';
import { reportNameSchema, reportOf, reportTitle } from '../../services/reports/reports.js';
import { databaseNamed } from '../../services/systems/systems.js';

const data = z.object({
  which: reportNameSchema,
  database: z.string(),
  dataSource: z.string(),
  property: z.string(),
  title: z.string(),
});

export const reportFile = defineAction({
  id: 'report.file',
  family: 'Upkeep',
  summary: 'File a report as a Notion page, once a day',
  runbook: 'orchestra#evening-wrap-up-routine',
  examples: ['report file evening', 'report monthly --notion'],
  args: ['which'],
  risk: 'routine',
  input: z.object({ which: reportNameSchema.describe('Which report') }),
  data,

  async plan({ which }, context) {
    const { notion, signal } = context;
    const database = placeOf(context);
    const source = await notion.people.dataSource(database.id, signal);
    const title = reportTitle(which, context);
    const titled = { dataSource: source.id, property: titleProperty(source), title };
    const [there] = await pagesTitled(notion.people, titled, { signal });
    if (there)
      throw new Problem(
        'already_decided',
        `The ${which} report of today is filed: ${there.url}`,
        'Put that page into the trash first to have it made anew.',
        { field: 'which' },
      );
    return {
      target: title,
      environment: database.environment,
      headline: `File the ${which} report in ${source.title}`,
      facts: [
        { label: 'Page', value: title },
        { label: 'Database', value: `${source.title} (${fullName(database)})` },
      ],
      changes: [{ label: `Pages in ${source.title}`, before: 'without it', after: 'one more' }],
      warnings: [],
      steps: [{ id: 'create', title: `Create the page ${shown(title)}` }],
      undo: 'Puts the new page into the trash.',
      guard: { schema: hashJson(schemaGuard(source)) },
      data: { which, database: fullName(database), ...titled },
    };
  },

  async run({ data: plan }, context) {
    const { notion, signal, step } = context;
    await step('create', async () => {
      const report = await reportOf(plan.which, context);
      const page = await notion.people.createPage(
        plan.dataSource,
        { [plan.property]: { title: [{ type: 'text', text: { content: plan.title } }] } },
        signal,
        reportBlocks(report),
      );
      return `Created: ${page.url}`;
    });
  },

  async verify({ data: plan }, { notion, signal }) {
    return [oneCheck(await pagesTitled(notion.people, plan, { signal }))];
  },

  undo: ({ data: { database, title } }) => ({
    operation: 'notion.page.trash',
    input: { page: title, database },
  }),

  async reconcile({ data: plan }, { notion, now }, { since }) {
    // Before the question: what is created after it was asked is not in the answer.
    const askedAt = now();
    const signal = new AbortController().signal;
    const wanted = { settings: [], since, not: new Set<string>() };
    return settleCreation(await createdSince(notion.people, plan, wanted, signal), {
      since,
      now: askedAt,
    });
  },
});

/** @throws Problem not_possible where no database is configured for it */
function placeOf({ upkeep, systems }: Pick<Context, 'upkeep' | 'systems'>) {
  if (upkeep.reportDatabase !== undefined)
    return databaseNamed(systems, upkeep.reportDatabase, { field: 'reportDatabase' });
  throw new Problem(
    'not_possible',
    'ppm.config.yaml names no Notion database for reports.',
    'Set `upkeep.reportDatabase`, for example finance-ppm/reports. Without it, `report` shows the report here.',
  );
}
