// Databases of the finance portfolio, whose pages the warehouse has from earlier syncs (../../databricks/seed-data.ts).
// Since the last sync a few pages came and some changed; one that the warehouse has is gone, and one lies in the trash.
import { notionDatabases, notionPageId } from '../../company.js';
import { owners, places, statuses, syncedPages, themes } from '../../databricks/seed-data.js';
import type { DatabaseSeed, PageSeed } from '../protocol.js';
import { choices, dateText, day, hour, minute, pagesOf, plain, seedOf } from './values.js';

const { projects, tasks, budgets, risks, postmortems, reports } = notionDatabases;

const first = Date.UTC(2025, 0, 6);
const projectCode = (number: number): string => `PRJ-${String(number + 1).padStart(4, '0')}`;
const of = (names: readonly string[], index: number): string => names[index % names.length] ?? '';

/** As the warehouse names it. */
export const projectName = (number: number): string =>
  `${of(themes, number)} ${of(places, number)} ${Math.floor(number / 56) + 1}`;

/**
 * When a page was made and last edited: over the last year, but what the warehouse doesn't have yet since its last sync,
 * and some of the older ones were edited since then as well.
 * @param since how long ago the last sync was, milliseconds
 */
function times(
  number: number,
  now: number,
  since: number,
): { createdAt: number; editedAt: number } {
  if (number >= syncedPages) {
    const createdAt = now - since + (number - syncedPages + 1) * 4 * minute;
    return { createdAt, editedAt: createdAt };
  }
  const createdAt = now - 400 * day + number * 19 * hour;
  const isFresh = number % 79 === 3;
  const editedAt = isFresh ? now - since + (number % 17) * minute : createdAt + (number % 5) * hour;
  return { createdAt, editedAt };
}

function projectSeeds(now: number): PageSeed[] {
  return pagesOf(projects, 480, (number) => {
    const budget = 20_000 + ((number * 7919) % 480_000);
    return {
      ...times(number, now, 2 * hour),
      properties: {
        Name: projectName(number),
        'Project ID': projectCode(number),
        Status: of(statuses, number * 5),
        Owner: of(owners, number * 3),
        Budget: budget,
        Actual: (budget * (number % 11)) / 10,
        'Start date': dateText(first + ((number * 5) % 400) * day),
        // The first one is a programme: it has more tasks than a page carries.
        Tasks: Array.from({ length: number === 0 ? 40 : number % 3 }, (_, task) =>
          notionPageId(tasks, (number + task * 7) % syncedPages),
        ),
      },
    };
  });
}

function taskSeeds(now: number): PageSeed[] {
  return pagesOf(tasks, 481, (number) => ({
    ...times(number, now, 2 * hour),
    ...(number === 12 ? { inTrash: true } : {}),
    properties: {
      Name: `Milestone ${(number % 4) + 1}: ${projectName(number)}`,
      'Task ID': `TSK-${String(number + 1).padStart(5, '0')}`,
      Project: [notionPageId(projects, number % 480)],
      Status: of(['To do', 'In progress', 'In review', 'Done'], number * 3),
      Assignee: of(owners, number),
      Due: dateText(first + (365 + (number % 200)) * day),
      Done: number % 4 === 3,
    },
  }));
}

function budgetSeeds(now: number): PageSeed[] {
  const made = pagesOf(budgets, 478, (number) => ({
    ...times(number, now, 2 * hour),
    properties: {
      Name: `${projectCode(number % 480)} 2026`,
      Project: [notionPageId(projects, number % 480)],
      'Fiscal year': 2026,
      Amount: Math.round((15_000 + ((number * 3571) % 300_000)) * 1.02),
      State: of(['Approved', 'Approved', 'Draft'], number),
    },
  }));
  // Somebody deleted it for good after the last sync.
  return made.filter(({ id }) => id !== notionPageId(budgets, 41));
}

function riskSeeds(now: number): PageSeed[] {
  return pagesOf(risks, 491, (number) => ({
    ...times(number, now, 31 * hour),
    properties: {
      Name: `${of(['Supplier late', 'Scope grows', 'Key person leaves', 'Budget cut', 'Data quality'], number)}: ${projectName(number)}`,
      Project: [notionPageId(projects, number % 480)],
      Severity: of(['Low', 'Medium', 'High'], number * 2),
      Status: of(['Open', 'Mitigated', 'Closed'], number),
      Owner: of(owners, number * 2),
      Mitigation: number % 3 === 0 ? 'Weekly review with the project lead' : '',
    },
  }));
}

export function financeDatabases(now: number): DatabaseSeed[] {
  return [
    seedOf(projects, {
      properties: {
        Name: plain('title'),
        'Project ID': plain('rich_text'),
        Status: choices('select', 'Planned', 'Active', 'On hold', 'At risk', 'Done'),
        Owner: choices('select', ...owners),
        Budget: { type: 'number', number: { format: 'euro' } },
        Actual: { type: 'number', number: { format: 'euro' } },
        'Start date': plain('date'),
        Tasks: relation(tasks),
      },
      pages: projectSeeds(now),
    }),
    seedOf(tasks, {
      properties: {
        Name: plain('title'),
        'Task ID': plain('rich_text'),
        Project: relation(projects),
        Status: choices('select', 'To do', 'In progress', 'In review', 'Done'),
        Assignee: choices('select', ...owners),
        Due: plain('date'),
        Done: plain('checkbox'),
      },
      pages: taskSeeds(now),
    }),
    seedOf(budgets, {
      properties: {
        Name: plain('title'),
        Project: relation(projects),
        'Fiscal year': { type: 'number', number: { format: 'number' } },
        Amount: { type: 'number', number: { format: 'euro' } },
        State: choices('select', 'Draft', 'Approved'),
        // A type that the bot's mapping does not know.
        Approve: plain('button'),
      },
      pages: budgetSeeds(now),
    }),
    seedOf(risks, {
      properties: {
        Name: plain('title'),
        Project: relation(projects),
        Severity: choices('select', 'Low', 'Medium', 'High'),
        Status: choices('select', 'Open', 'Mitigated', 'Closed'),
        Owner: choices('select', ...owners),
        Mitigation: plain('rich_text'),
      },
      pages: riskSeeds(now),
    }),
    // Nothing has gone wrong so far.
    seedOf(postmortems, {
      properties: {
        Name: plain('title'),
        Incident: plain('rich_text'),
        Severity: choices('select', 'P0', 'P1', 'P2', 'P3', 'P4'),
        Status: choices('select', 'Draft', 'In review', 'Done'),
        Date: plain('date'),
      },
      pages: [],
    }),
    // Nor was a report filed.
    seedOf(reports, {
      properties: {
        Name: plain('title'),
        Kind: choices('select', 'Morning', 'Evening', 'Weekly', 'Monthly', 'Quarterly'),
        Status: choices('select', 'Good', 'Warning', 'Bad'),
        Date: plain('date'),
      },
      pages: [],
    }),
  ];
}

function relation(to: { id: string; dataSourceId: string }) {
  return {
    type: 'relation',
    relation: {
      database_id: to.id,
      data_source_id: to.dataSourceId,
      type: 'single_property',
      single_property: {},
    },
  };
}
