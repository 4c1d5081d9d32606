// Whether the records that a system keeps in MongoDB say what their Notion pages say. (Runbook 4 "Tasks Not Syncing with Notion")
import { Problem } from '../../core/problem.js';
import type { Context } from '../context.js';
import { compareTask } from '../mongodb/compare-task.js';
import type { TaskSystem } from '../mongodb/task-findings.js';
import { handful, sideBySide } from '../notion/reading/side-by-side.js';
import { databaseNamed } from '../systems/systems.js';
import { signOf, type Sign } from './sign.js';

type Parts = Pick<Context, 'notion' | 'signal' | 'systems' | 'taskRecords'>;

/** So many pages are looked at, the ones edited last. */
const mostPages = 50;

export async function diagnoseTasks(parts: Parts, asked: readonly string[]): Promise<Sign[]> {
  const each = await Promise.all(
    asked.flatMap((name) => {
      const system = parts.systems[name];
      return system?.tasks ? [systemSigns(parts, { ...system, name, tasks: system.tasks })] : [];
    }),
  );
  return each.flat();
}

async function systemSigns(
  { notion, signal, systems, taskRecords }: Parts,
  { name: system, tasks }: TaskSystem,
): Promise<Sign[]> {
  const { database, collection, pageId: pageIdField, fields } = tasks;
  try {
    const source = await notion.people.dataSource(
      databaseNamed(systems, tasks.notion, { system }).id,
      signal,
    );
    const { pages } = await notion.people.query(
      source.id,
      { sort: { by: 'last_edited_time', direction: 'descending' }, pageSize: mostPages },
      signal,
    );
    const seen = await sideBySide(pages, handful, async (page) => {
      const where = { database, collection, pageIdField };
      const record = await taskRecords.find(where, page.id, signal);
      if (!record) return `${page.id} has no record`;
      const different = compareTask(record.fields, page, fields).filter(({ same }) => !same);
      return different.length === 0
        ? null
        : `${record.id}: ${different.map(({ field }) => field).join(', ')}`;
    });
    const behind = seen.filter((one) => one !== null);
    if (behind.length === 0) return [];
    const evidence = `${behind.length} of the ${pages.length} pages edited last differ from their records: ${behind.slice(0, 3).join('; ')}`;
    return [signOf('task-not-synced', evidence, { system, severity: 'warning' })];
  } catch (error) {
    return problemSigns(error, system);
  }
}

/** What Notion refuses, diagnose-notion.ts tells; of MongoDB, its own words. @throws what is no Problem, and cancelled */
function problemSigns(error: unknown, system: string): Sign[] {
  if (!(error instanceof Problem) || error.code === 'cancelled') throw error;
  return /mongo/i.test(error.message) && error.code !== 'not_possible'
    ? [signOf('mongodb-down', error.message, { system })]
    : [];
}
