// `notion duplicates`: pages that have the same key, and which of them would stay.
// (Runbook oberaconnect, "Duplicate Records in Notion")
import { z } from 'zod';
import type { Fact, Finding, Report, Table } from '../../core/report.js';
import { defineQuery, type Context } from '../../services/context.js';
import {
  keyProperty,
  readDuplicates,
  type KeyReading,
} from '../../services/notion/reading/duplicates.js';
import {
  eachDatabase,
  unreadFindings,
  type Answered,
} from '../../services/notion/reading/each-database.js';
import { anyDatabaseInput, whichDatabases } from '../../services/notion/reading/which-databases.js';
import { counted, minuteText } from '../../services/notion/reading/words.js';
import { fullName } from '../../services/notion/writing/page-place.js';
import type { Database } from '../../services/systems/systems.js';

/** Rows that the table has at most; Slack shows 100. */
const shownPages = 100;

interface Reading extends KeyReading {
  key: string;
}

export const notionDuplicates = defineQuery({
  id: 'notion.duplicates',
  family: 'Notion',
  summary: 'Pages of a Notion database that have the same key',
  runbook: 'oberaconnect#5-duplicate-records-in-notion',
  examples: ['notion duplicates customer-status', 'notion duplicates'],
  args: ['database'],
  switches: { archive: 'notion.duplicates.archive' },
  input: z.object({ database: anyDatabaseInput }),
  async read(input, context) {
    const databases = whichDatabases(
      context.systems,
      input.database,
      ({ key }) => key !== undefined,
    );
    const { read, unread } = await eachDatabase(databases, (database) =>
      reading(database, context),
    );
    return reportOf(read, unreadFindings(unread), databases.length);
  },
});

async function reading(database: Database, { notion, signal }: Context): Promise<Reading> {
  const source = await notion.people.dataSource(database.id, signal);
  const key = keyProperty(database, source);
  return { key, ...(await readDuplicates(notion.people, source, key, signal)) };
}

function reportOf(
  read: readonly Answered<Reading>[],
  unread: readonly Finding[],
  asked: number,
): Report {
  const groups = sum(read, ({ duplicates }) => duplicates.length);
  const pages = sum(read, surplus);
  const [only] = asked === 1 ? read : [];
  const where = only ? ` in ${fullName(only.database)}` : '';
  return {
    status: groups + unread.length > 0 ? 'warning' : asked === 0 ? 'info' : 'good',
    headline:
      asked === 0
        ? 'No database has a `key` in ppm.config.yaml: name one to look at its titles'
        : groups === 0
          ? `No duplicates${where}`
          : `${counted(pages, 'page')}${where} too many: ${counted(groups, 'key')} ${groups === 1 ? 'stands' : 'stand'} there more than once`,
    facts: only ? factsOf(only.answer) : [],
    findings: [...read.flatMap(findingOf), ...unread],
    tables: [...(only ? [] : [overview(read)]), ...pageTable(read, only !== undefined)],
    notes: [
      'Case and spaces make no difference. The page that was edited last stays; of the same minute, the one made first. Times are UTC.',
    ],
  };
}

function factsOf({ key, read, withoutKey, incomplete }: Reading): Fact[] {
  return [
    { label: 'Key', value: key },
    { label: 'Pages read', value: incomplete ? `${read}, and there are more` : String(read) },
    ...(withoutKey > 0 ? [{ label: 'Without a key', value: String(withoutKey) }] : []),
  ];
}

function findingOf({ database, answer }: Answered<Reading>): Finding[] {
  const name = fullName(database);
  const { duplicates, key, read, incomplete } = answer;
  return [
    ...(duplicates.length === 0
      ? []
      : [
          {
            severity: 'warning' as const,
            title: `${name}: ${counted(duplicates.length, key)} on ${counted(surplus(answer) + duplicates.length, 'page')}`,
            evidence: `${duplicates
              .slice(0, 3)
              .map(({ key: value, go }) => `${value} (${go.length + 1})`)
              .join(', ')}${duplicates.length > 3 ? ' …' : ''}`,
            cause:
              'The sync made a page where it should have found one (its log says “created”), or two syncs ran at once.',
            ...wayOut(database, name),
          },
        ]),
    ...(incomplete
      ? [
          {
            severity: 'info' as const,
            title: `${name} was read up to its ${read}th page`,
            fix: 'Duplicates among the newer ones are not in this answer.',
          },
        ]
      : []),
  ];
}

function wayOut(database: Database, name: string): Pick<Finding, 'fix' | 'suggestion'> {
  // Titles may repeat for good reasons: only a key that somebody named is reason enough to put pages away.
  if (database.key === undefined)
    return { fix: 'These are equal titles. Name a `key` in ppm.config.yaml to archive by it.' };
  return {
    fix: 'Keep the newest of each and put the others into the trash. Let the sync look for a page before it makes one.',
    suggestion: {
      label: `Archive duplicates of ${name}`,
      operation: 'notion.duplicates.archive',
      input: { database: name },
    },
  };
}

function overview(read: readonly Answered<Reading>[]): Table {
  return {
    title: 'Databases',
    columns: [
      { label: 'Database' },
      { label: 'Key' },
      { label: 'Pages read', align: 'right' },
      { label: 'Keys twice or more', align: 'right' },
      { label: 'Pages too many', align: 'right' },
    ],
    rows: read.map(({ database, answer }) => [
      fullName(database),
      answer.key,
      `${answer.read}${answer.incomplete ? '+' : ''}`,
      String(answer.duplicates.length),
      String(surplus(answer)),
    ]),
  };
}

function pageTable(read: readonly Answered<Reading>[], isOne: boolean): Table[] {
  const rows = read.flatMap(({ database, answer }) =>
    answer.duplicates.flatMap(({ keep, go }) =>
      [keep, ...go.toReversed()].map((page) => [
        ...(isOne ? [] : [fullName(database)]),
        page.key,
        page === keep ? 'stays' : 'goes',
        minuteText(page.editedAt),
        page.id,
        page.url,
      ]),
    ),
  );
  if (rows.length === 0) return [];
  return [
    {
      title: 'Pages with the same key',
      columns: [
        ...(isOne ? [] : [{ label: 'Database' }]),
        { label: 'Key' },
        { label: '' },
        { label: 'Last edited' },
        { label: 'Page' },
        { label: 'Address' },
      ],
      rows: rows.slice(0, shownPages),
      ...(rows.length > shownPages ? { more: `${rows.length - shownPages} more pages` } : {}),
    },
  ];
}

function surplus({ duplicates }: KeyReading): number {
  return duplicates.reduce((total, { go }) => total + go.length, 0);
}

function sum(read: readonly Answered<Reading>[], of: (reading: Reading) => number): number {
  return read.reduce((total, { answer }) => total + of(answer), 0);
}
