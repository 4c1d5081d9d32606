// `notion velocity`: what was done per day, how long it took and how good the estimates were, against the benchmarks.
// (Runbook orchestra, "Development Velocity Metrics")
import { z } from 'zod';
import { Problem } from '../../core/problem.js';
import type { Chart, Finding, Report, Table } from '../../core/report.js';
import { defineQuery, type Context } from '../../services/context.js';
import { readDonePages } from '../../services/notion/reading/done-pages.js';
import {
  eachDatabase,
  unreadFindings,
  type Answered,
} from '../../services/notion/reading/each-database.js';
import {
  aiAssisted,
  reaches,
  soloDeveloper,
  trendText,
  velocityOf,
  windowStart,
  type Velocity,
} from '../../services/notion/reading/velocity.js';
import { anyDatabaseInput, whichDatabases } from '../../services/notion/reading/which-databases.js';
import { chartLabels, counted, rounded } from '../../services/notion/reading/words.js';
import { fullName } from '../../services/notion/writing/page-place.js';
import { databasesOf, type Database } from '../../services/systems/systems.js';

/** Lines that Slack draws in one chart. */
const mostLines = 6;

interface Measured {
  velocity: Velocity;
  incomplete: boolean;
}

export const notionVelocity = defineQuery({
  id: 'notion.velocity',
  family: 'Notion',
  summary: 'Tasks done per day, mean hours and estimation accuracy, against the benchmarks',
  runbook: 'orchestra#2-development-velocity-metrics',
  examples: ['notion velocity', 'notion velocity task-management --days 28'],
  args: ['database'],
  input: z.object({
    database: anyDatabaseInput,
    days: z.coerce
      .number()
      .int()
      .min(2)
      .max(90)
      .default(14)
      .describe('How many days, today included'),
  }),
  async read({ database: reference, days }, context) {
    const databases = whichDatabases(
      context.systems,
      reference,
      ({ effort }) => effort !== undefined,
    );
    if (databases.length === 0) throw nobodyMeant(context);
    const { read, unread } = await eachDatabase(databases, (database) =>
      measured(database, days, context),
    );
    return reportOf(read, unreadFindings(unread), days);
  },
});

function nobodyMeant({ systems }: Context): Problem {
  const names = databasesOf(systems).map(fullName).slice(0, 5);
  return new Problem(
    'invalid_input',
    'No database of ppm.config.yaml says where its hours are (`effort`).',
    names.length > 0
      ? `Name one: ${names.join(', ')}. Without \`effort\` only what was done is counted.`
      : 'No database is configured at all.',
    { field: 'database' },
  );
}

async function measured(
  database: Database,
  days: number,
  { notionCache, signal, now: clock }: Context,
): Promise<Measured> {
  const now = clock();
  const asked = { notion: notionCache.reading, signal };
  const { pages, incomplete } = await readDonePages(database, windowStart(now, days), asked);
  return { velocity: velocityOf(pages, { now, days }), incomplete };
}

function reportOf(
  read: readonly Answered<Measured>[],
  unread: readonly Finding[],
  days: number,
): Report {
  const findings = read.map(({ database, answer }) => judged(fullName(database), answer.velocity));
  const [only] = read.length === 1 ? read : [];
  const done = read.reduce((total, { answer }) => total + answer.velocity.done, 0);
  return {
    status: [...findings, ...unread].some(({ severity }) => severity === 'warning')
      ? 'warning'
      : 'good',
    headline: `${counted(done, 'task')} done in ${days} days${only ? ` in ${fullName(only.database)}` : ''}, ${rounded(done / days)} a day`,
    findings: [...findings, ...unread],
    tables: [figures(read)],
    charts: [chartOf(read)],
    notes: [
      'Days are calendar days (UTC), today included. A task counts on the day of its last edit, and only while its status is one of those done.',
      'Mean hours: of the tasks that have actual hours. Accuracy: 100 % less the mean of |actual − estimated| / estimated, at least 0; of the tasks that have both.',
      `Benchmarks: ${[soloDeveloper, aiAssisted].map(({ name, tasksPerDay, accuracy }) => `${name} ${tasksPerDay} tasks a day and ${accuracy} %`).join('; ')}.`,
      ...read
        .filter(({ answer }) => answer.incomplete)
        .map(
          ({ database, answer }) =>
            `${fullName(database)} has more: these are the ${answer.velocity.done} edited last.`,
        ),
    ],
  };
}

function judged(name: string, velocity: Velocity): Finding {
  const evidence = `${rounded(velocity.perDay)} tasks a day, accuracy ${percent(velocity.accuracy)}.`;
  if (reaches(velocity, aiAssisted))
    return {
      severity: 'info',
      title: `${name} reaches the ${aiAssisted.name} benchmark`,
      evidence,
    };
  if (reaches(velocity, soloDeveloper))
    return {
      severity: 'info',
      title: `${name} reaches the ${soloDeveloper.name} benchmark`,
      evidence,
    };
  return {
    severity: 'warning',
    title: `${name} is below the ${soloDeveloper.name} benchmark`,
    evidence: `${evidence} The benchmark: ${soloDeveloper.tasksPerDay} and ${soloDeveloper.accuracy} %.`,
  };
}

function figures(read: readonly Answered<Measured>[]): Table {
  return {
    title: 'Velocity',
    columns: [
      { label: 'Database' },
      { label: 'Done', align: 'right' },
      { label: 'Per day', align: 'right' },
      { label: 'Mean hours', align: 'right' },
      { label: 'Accuracy', align: 'right' },
      { label: 'Trend' },
    ],
    rows: read.map(({ database, answer: { velocity } }) => [
      fullName(database),
      String(velocity.done),
      rounded(velocity.perDay),
      velocity.meanHours === null ? '–' : rounded(velocity.meanHours),
      percent(velocity.accuracy),
      trendText(velocity),
    ]),
  };
}

function chartOf(read: readonly Answered<Measured>[]): Chart {
  const drawn = read.slice(0, mostLines);
  const labels = chartLabels(drawn.map(({ database }) => fullName(database)));
  return {
    kind: 'line',
    title: 'Tasks done',
    categories:
      drawn[0]?.answer.velocity.spans.map(({ label }) => label.replace(/^\d{4}-/, '')) ?? [],
    series: drawn.map(({ answer }, place) => ({
      name: labels[place] ?? '',
      values: answer.velocity.spans.map(({ done }) => done),
    })),
  };
}

function percent(value: number | null): string {
  return value === null ? 'not known' : `${rounded(value)} %`;
}
