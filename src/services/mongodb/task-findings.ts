// What can be wrong with a task that should be the same in MongoDB and Notion, with the runbook's causes and fixes.
// (Runbook notion-bot-api, "Tasks Not Syncing with Notion")
import type { Problem } from '../../core/problem.js';
import type { Finding } from '../../core/report.js';
import type { NotionPage } from '../notion/notion.js';
import { configuredAs } from '../notion/reading/which-databases.js';
import { fullName } from '../notion/writing/page-place.js';
import type { System, Systems } from '../systems/systems.js';
import type { Compared } from './compare-task.js';

/** A system that keeps its tasks in MongoDB. */
export interface TaskSystem extends System {
  tasks: NonNullable<System['tasks']>;
}

/** For a task that never came to Notion. */
const causes =
  'The database is not shared with the integration, its id is wrong, Notion answered with an error, or the schema does not fit.';

export function absentFinding(
  system: TaskSystem,
  { stored, pageId, why }: { stored: string; pageId: string | null; why: Problem | null },
): Finding {
  const access = { label: 'Check access', operation: 'notion.access', input: {} };
  if (stored === '')
    return {
      severity: 'bad',
      title: 'The record has no Notion page: it was never synced',
      evidence: `${system.tasks.pageId} is empty.`,
      cause: causes,
      fix: 'Check the access first, then sync.',
      suggestion: access,
    };
  if (pageId === null)
    return {
      severity: 'bad',
      title: 'What the record has for its page is no id of a page',
      evidence: `${system.tasks.pageId} is ${JSON.stringify(stored.slice(0, 80))}.`,
      fix: 'Correct it in MongoDB, or empty it so that the next sync makes a page.',
    };
  return {
    severity: 'bad',
    title: 'The page is gone, or not shared with the integration',
    ...(why ? { evidence: why.message } : {}),
    cause:
      'Somebody deleted it for good, moved it to a place that is not shared, or took the connection away.',
    fix: 'Share the database again (… menu, Connections). If the page was deleted, empty the field in MongoDB and sync.',
    suggestion: access,
  };
}

export function pageFindings(
  system: TaskSystem,
  page: NotionPage,
  compared: readonly Compared[],
  systems: Systems,
): Finding[] {
  const findings: Finding[] = [];
  if (page.inTrash)
    findings.push({
      severity: 'bad',
      title: "The page is in Notion's trash",
      cause: 'Somebody deleted it, and the record stayed.',
      fix: 'Take it out of the trash, or delete the record.',
      suggestion: {
        label: 'Take it out of the trash',
        operation: 'notion.page.restore',
        input: { pages: page.id },
      },
    });
  const home = configuredAs(systems, [page.databaseId, page.dataSourceId]);
  if (home?.system !== system.name || home.name !== system.tasks.notion)
    findings.push({
      severity: 'warning',
      title: `The page is not in ${system.name}/${system.tasks.notion}`,
      evidence: home
        ? `It is in ${fullName(home)}.`
        : `Its database is ${page.databaseId ?? 'unknown'}.`,
      cause: 'The page was moved, or the database id is wrong.',
      fix: 'Check the id of the database in ppm.config.yaml and in the settings of the system.',
    });
  const without = compared.filter(({ inNotion }) => inNotion === null);
  if (without.length > 0)
    findings.push({
      severity: 'bad',
      title: `The page has no property ${without.map(({ property }) => property).join(', ')}`,
      cause: 'The schema of the task does not fit the database. Names are case-sensitive.',
      fix: 'Add the property, or correct tasks.fields in ppm.config.yaml.',
      suggestion: {
        label: 'Compare the schema',
        operation: 'notion.schema',
        input: { database: `${system.name}/${system.tasks.notion}` },
      },
    });
  const different = compared.filter(({ same, inNotion }) => !same && inNotion !== null);
  if (different.length > 0)
    findings.push({
      severity: 'warning',
      title: `${different.map(({ field }) => field).join(', ')} ${different.length === 1 ? 'differs' : 'differ'}`,
      evidence: different
        .map(
          ({ field, inRecord, inNotion }) =>
            `${field}: ${said(inRecord)} in MongoDB, ${said(inNotion ?? '')} in Notion`,
        )
        .join('; '),
      cause: 'A sync of this task was lost.',
      fix: 'Sync the page.',
      ...syncOf(system, page),
    });
  return findings;
}

/** Only a system that has a sync can be asked for one, and a page in the trash can't be written. */
export function syncOf(
  system: TaskSystem,
  { id, inTrash }: NotionPage,
): Pick<Finding, 'suggestion'> {
  if (!system.sync || inTrash) return {};
  const input = { system: system.name, page: id };
  return { suggestion: { label: 'Sync this page', operation: 'sync', input } };
}

function said(text: string): string {
  if (text === '') return 'nothing';
  return text.length > 100 ? `${text.slice(0, 99)}…` : text;
}
