// `task show`: a record in MongoDB beside its Notion page, what differs, and the sync that mends it.
// (Runbook notion-bot-api, "Tasks Not Syncing with Notion")
import { z } from 'zod';
import { Problem } from '../../core/problem.js';
import type { Report, Table } from '../../core/report.js';
import { defineQuery, type Context } from '../../services/context.js';
import { compareTask, textOf, type Compared } from '../../services/mongodb/compare-task.js';
import {
  absentFinding,
  pageFindings,
  syncOf,
  type TaskSystem,
} from '../../services/mongodb/task-findings.js';
import type { TaskRecord } from '../../services/mongodb/task-records.js';
import { notionId } from '../../services/notion/notion-id.js';
import type { NotionPage } from '../../services/notion/notion.js';
import { minuteText } from '../../services/notion/reading/words.js';
import { systemNamed } from '../../services/systems/systems.js';

export const taskShow = defineQuery({
  id: 'task.show',
  family: 'Notion',
  summary: 'A task in MongoDB beside its Notion page, and what differs',
  runbook: 'notion-bot-api#tasks-not-syncing-with-notion',
  examples: [
    'task show 66f0c1d20000000000000007',
    'task show 66f0c1d20000000000000007 --system notion-bot-api',
  ],
  args: ['id'],
  input: z.object({
    id: z
      .string()
      .trim()
      .min(1)
      .max(300)
      .describe('Id of the record, or id or address of its Notion page'),
    system: z
      .string()
      .optional()
      .meta({ field: 'system', description: 'Whose tasks; all that have some without it' }),
  }),

  async read({ id, system }, context) {
    const { systems, taskRecords, signal } = context;
    const asked = taskSystems(systems, system);
    for (const one of asked) {
      const { database, collection, pageId: pageIdField } = one.tasks;
      const record = await taskRecords.find({ database, collection, pageIdField }, id, signal);
      if (record) return reportOn(one, record, context);
    }
    return notFound(asked, id, context);
  },
});

/** @throws Problem not_possible, or invalid_input for a system without tasks */
function taskSystems(systems: Context['systems'], name: string | undefined): TaskSystem[] {
  const all = (name === undefined ? Object.keys(systems) : [name])
    .map((key) => systemNamed(systems, key))
    .filter((system): system is TaskSystem => system.tasks !== undefined);
  if (all.length > 0) return all;
  throw name === undefined
    ? new Problem(
        'not_possible',
        'No system of ppm.config.yaml has tasks in MongoDB.',
        'Describe them there under tasks: database, collection, notion, fields.',
      )
    : new Problem('invalid_input', `${name} has no tasks in MongoDB.`, 'Leave out --system.', {
        field: 'system',
      });
}

async function reportOn(system: TaskSystem, record: TaskRecord, context: Context): Promise<Report> {
  const { tasks } = system;
  const stored = textOf(record.fields[tasks.pageId] ?? null);
  const pageId = notionId(stored);
  const found = pageId === null ? null : await pageOf(pageId, context);
  const page = found?.page ?? null;
  const compared = compareTask(record.fields, page ?? { properties: {} }, tasks.fields);
  const findings = page
    ? pageFindings(system, page, compared, context.systems)
    : [absentFinding(system, { stored, pageId, why: found?.problem ?? null })];
  const worst = findings.some(({ severity }) => severity === 'bad')
    ? 'bad'
    : findings.length > 0
      ? 'warning'
      : 'good';
  return {
    status: worst,
    headline: headlineOf(record, page, compared),
    facts: [
      { label: 'System', value: system.title },
      { label: 'Record', value: `${tasks.database}.${tasks.collection} ${record.id}`, mono: true },
      { label: 'Notion page', value: page?.url ?? (stored === '' ? 'none' : stored) },
      ...(page ? [{ label: 'Page last edited (UTC)', value: minuteText(page.editedAt) }] : []),
    ],
    findings,
    tables: [tableOf(compared, page !== null)],
  };
}

function headlineOf(record: TaskRecord, page: NotionPage | null, compared: Compared[]): string {
  if (!page) return `Task ${record.id} has no page in Notion`;
  const different = compared.filter(({ same }) => !same).length;
  if (different > 0) return `Task ${record.id}: ${different} of ${compared.length} fields differ`;
  return `Task ${record.id} is the same in MongoDB and Notion`;
}

function tableOf(compared: Compared[], hasPage: boolean): Table {
  return {
    title: 'Field by field',
    columns: [{ label: 'Field' }, { label: 'MongoDB' }, { label: 'Notion' }, { label: 'Same?' }],
    rows: compared.map(({ field, property, inRecord, inNotion, same }) => [
      field === property ? field : `${field} (${property})`,
      inRecord,
      hasPage ? (inNotion ?? 'no such property') : '',
      hasPage ? (same ? 'yes' : 'no') : '',
    ]),
  };
}

/** The page, or why there is none. @throws Problem when Notion as a whole refuses or is away */
async function pageOf(
  id: string,
  { notion, signal }: Context,
): Promise<{ page: NotionPage | null; problem: Problem | null }> {
  try {
    return { page: await notion.people.page(id, signal), problem: null };
  } catch (error) {
    if (error instanceof Problem && error.code === 'not_found')
      return { page: null, problem: error };
    throw error;
  }
}

async function notFound(
  asked: readonly TaskSystem[],
  id: string,
  context: Context,
): Promise<Report> {
  const pageId = notionId(id);
  const page = pageId === null ? null : (await pageOf(pageId, context)).page;
  const places = asked.map(({ tasks }) => `${tasks.database}.${tasks.collection}`).join(', ');
  const [system] = asked;
  return {
    status: 'bad',
    headline: `There is no task ${id.slice(0, 80)} in MongoDB`,
    facts: [
      { label: 'Looked in', value: places, mono: true },
      ...(page ? [{ label: 'Notion page', value: page.url }] : []),
    ],
    findings: [
      {
        severity: 'bad',
        title: page ? 'The page has no record' : 'No record has this id',
        cause: page
          ? 'The page was made in Notion, and no sync has brought it over; or the record was deleted.'
          : 'The id is mistyped, the record was deleted, or it is in another database.',
        fix: page ? 'Sync the page.' : 'Copy the id from the log or from the page in Notion.',
        ...(page && system ? syncOf(system, page) : {}),
      },
    ],
  };
}
