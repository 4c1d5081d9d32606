// `incident postmortem --notion`: the post-mortem as a page of the database that ppm.config.yaml names. A lost reply makes no
// second one: the page is found by its title, among those that were not there before. (Runbook 4, "Write post-mortem")
import { z } from 'zod';
import { incidentId } from '../../core/incident-id.js';
import { clippedLine, longestTitle } from '../../core/incident-texts.js';
import { hashJson } from '../../core/json.js';
import { Problem } from '../../core/problem.js';
import { defineAction, type Context } from '../../services/context.js';
import { linkedOf } from '../../services/incidents/linked.js';
import { postmortemBlocks } from '../../services/incidents/postmortem-blocks.js';
import { postmortemOf } from '../../services/incidents/postmortem.js';
import { notionId } from '../../services/notion/notion-id.js';
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
import { databaseNamed } from '../../services/systems/systems.js';
import { redact } from '../../services/redact.js';

const data = z.object({
  incident: z.string(),
  database: z.string(),
  dataSource: z.string(),
  property: z.string(),
  title: z.string(),
  /** Ids of pages that have this title already. */
  before: z.array(z.string()),
});
type Data = z.infer<typeof data>;

export const incidentPostmortemFile = defineAction({
  id: 'incident.postmortem.file',
  family: 'Incidents',
  summary: 'File the post-mortem of an incident as a Notion page',
  runbook: 'notion-bot-api#incident-response-checklist',
  examples: ['incident postmortem file I-7K2QMF', 'incident postmortem I-7K2QMF --notion'],
  args: ['incident'],
  risk: 'routine',
  input: z.object({ incident: incidentId }),
  data,

  async plan({ incident: id }, context) {
    const { incidents, notion, signal } = context;
    const incident = await incidents.get(id);
    if (incident.postmortem && (await isLive(incident.postmortem.url, context)))
      throw new Problem(
        'already_decided',
        `The post-mortem of ${incident.id} is there: ${incident.postmortem.url}`,
        'Go on in Notion.',
      );
    const database = placeOf(context);
    const source = await notion.people.dataSource(database.id, signal);
    const property = titleProperty(source);
    const title = clippedLine(redact(`${incident.id}: ${incident.title}`), longestTitle);
    const titled = { dataSource: source.id, property, title };
    const twins = await pagesTitled(notion.people, titled, { signal });
    return {
      target: `post-mortem of ${incident.id}`,
      environment: database.environment,
      headline: `File the post-mortem of ${incident.id} in ${source.title}`,
      facts: [
        { label: 'Incident', value: `${incident.severity} ${shown(incident.title)}` },
        { label: 'Database', value: `${source.title} (${fullName(database)})` },
      ],
      changes: [{ label: `Pages in ${source.title}`, before: 'without it', after: 'one more' }],
      warnings: [
        ...(incident.state === 'resolved' ? [] : ['It is not resolved yet: the page is a draft.']),
        ...twins.slice(0, 3).map(({ url }) => `There is a page with this title already: ${url}`),
      ],
      steps: [
        { id: 'create', title: `Create the page ${shown(title)}` },
        { id: 'link', title: `Write its address into ${incident.id}` },
      ],
      undo: 'Puts the new page into the trash.',
      guard: { schema: hashJson(schemaGuard(source)), 'pages with this title': twins.length },
      data: {
        incident: incident.id,
        database: fullName(database),
        ...titled,
        before: twins.map((twin) => twin.id).toSorted(),
      },
    };
  },

  async run({ data: plan }, context) {
    const { notion, incidents, step, signal, actor, now } = context;
    let url: string | undefined;
    await step('create', async () => {
      const incident = await incidents.get(plan.incident);
      const linked = await linkedOf(incident, context);
      const page = await notion.people.createPage(
        plan.dataSource,
        { [plan.property]: { title: [{ type: 'text', text: { content: plan.title } }] } },
        signal,
        postmortemBlocks(postmortemOf(incident, linked, now())),
      );
      url = page.url;
      return `Created: ${url}`;
    });
    await step('link', async () => {
      // Another process may have created it.
      url ??= (await newPages(plan, context))[0]?.url;
      if (url === undefined)
        throw new Problem(
          'not_found',
          'The page that was created is not in the database.',
          'Look for it in Notion, in the trash as well.',
        );
      await incidents.change(plan.incident, { type: 'postmortem', by: actor, url }, context.run);
      return `Linked: ${url}`;
    });
  },

  async verify({ data: plan }, context) {
    const found = await newPages(plan, context);
    const [page] = found;
    const read = page && (await context.notion.people.page(page.id, context.signal));
    const { postmortem } = await context.incidents.get(plan.incident);
    return [
      oneCheck(found),
      {
        name: 'The page can be read',
        ok: read !== undefined && !read.inTrash,
        expected: 'a page that is not in the trash',
        actual: read === undefined ? 'none' : read.url,
      },
      {
        name: 'The incident names it',
        ok: page !== undefined && postmortem?.url === page.url,
        expected: page?.url ?? 'the address of the page',
        actual: postmortem?.url ?? 'nothing',
      },
    ];
  },

  undo: ({ data: { database, title, before } }) => ({
    operation: 'notion.page.trash',
    input: {
      page: title,
      database,
      ...(before.length === 0 ? {} : { except: before.join(',') }),
    },
  }),

  async reconcile({ data: plan }, context, { step, since }) {
    if (step === 'link') {
      const { postmortem } = await context.incidents.get(plan.incident);
      return postmortem
        ? { outcome: 'done', evidence: `${plan.incident} names ${postmortem.url}` }
        : { outcome: 'not-done', evidence: `${plan.incident} names no page.` };
    }
    // Before the question: what is created after it was asked is not in the answer.
    const now = context.now();
    const signal = new AbortController().signal;
    const wanted = { settings: [], since, not: new Set(plan.before) };
    return settleCreation(await createdSince(context.notion.people, plan, wanted, signal), {
      since,
      now,
    });
  },
});

/** @throws Problem not_possible where no database is configured for it */
function placeOf({ incidentRules, systems }: Pick<Context, 'incidentRules' | 'systems'>) {
  const reference = incidentRules.postmortemDatabase;
  if (reference !== undefined)
    return databaseNamed(systems, reference, { field: 'postmortemDatabase' });
  throw new Problem(
    'not_possible',
    'ppm.config.yaml names no Notion database for post-mortems.',
    'Set `incidents.postmortemDatabase`, for example finance-ppm/postmortems. Without it, `incident postmortem` makes a Markdown file.',
  );
}

/** False for one that was taken back. */
async function isLive(url: string, { notion, signal }: Context): Promise<boolean> {
  const id = notionId(url);
  if (id === null) return true;
  try {
    return !(await notion.people.page(id, signal)).inTrash;
  } catch (error) {
    if (error instanceof Problem && error.code === 'not_found') return false;
    throw error;
  }
}

/** Pages with this title that were not there when the plan was made. */
async function newPages(plan: Data, { notion, signal }: Pick<Context, 'notion' | 'signal'>) {
  const not = new Set(plan.before);
  return (await pagesTitled(notion.people, plan, { signal })).filter(({ id }) => !not.has(id));
}
