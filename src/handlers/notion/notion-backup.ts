// `notion backup`: whole Notion databases as files, for `notion restore`.
// (Runbook wittwizz, "Backup Strategy": backup-notion-db.sh, daily at two)
import { z } from 'zod';
import type { Check } from '../../core/operation.js';
import { Problem } from '../../core/problem.js';
import { defineAction, type Context } from '../../services/context.js';
import { backUp, checkBackup, sizeOf } from '../../services/notion/backups/back-up.js';
import { eachDatabase } from '../../services/notion/reading/each-database.js';
import { anyDatabaseInput } from '../../services/notion/reading/which-databases.js';
import { fullName } from '../../services/notion/writing/page-place.js';
import {
  databaseNamed,
  databasesOf,
  systemNamed,
  type Database,
} from '../../services/systems/systems.js';

const data = z.object({
  /** `dataSource`: with dashes. */
  databases: z.array(z.object({ name: z.string(), dataSource: z.string() })),
  /** Those that can't be read, and why. */
  unread: z.array(z.object({ name: z.string(), why: z.string() })),
});

export const notionBackup = defineAction({
  id: 'notion.backup',
  family: 'Notion',
  summary: 'Back up Notion databases: every page and its properties, as files',
  runbook: 'wittwizz-notion-sync#backup-strategy',
  examples: [
    'notion backup finance-ppm/projects',
    'notion backup --system wittwizz',
    'notion backup',
  ],
  args: ['database'],
  risk: 'routine',
  input: z
    .object({
      database: anyDatabaseInput,
      system: z
        .string()
        .optional()
        .meta({ field: 'system', description: 'All databases of this system' }),
    })
    .superRefine(({ database, system }, context) => {
      if (database !== undefined && system !== undefined)
        context.addIssue({
          code: 'custom',
          path: ['system'],
          message: 'Give a database or --system, not both.',
        });
    }),
  data,

  async plan(input, { systems, notion, signal }) {
    const databases = meant(input, systems);
    const { read, unread } = await eachDatabase(databases, ({ id }) =>
      notion.background.dataSource(id, signal),
    );
    return {
      target: `backup of ${input.database === undefined ? (input.system ?? 'all Notion databases') : databases.map(fullName).join()}`,
      environment: databases[0]?.environment ?? 'production',
      headline: `Back up ${databases.length === 1 ? databases.map(fullName).join() : `${databases.length} Notion databases`}`,
      facts: read.map(({ database, answer }) => ({
        label: fullName(database),
        value: answer.title,
      })),
      changes: [],
      warnings: [
        ...unread.map(
          ({ database, problem }) => `${fullName(database)} can't be backed up: ${problem.message}`,
        ),
        'Properties are backed up; the text inside the pages is not.',
      ],
      steps: read.map(({ database }) => ({
        id: fullName(database),
        title: `Back up ${fullName(database)}`,
      })),
      undo: 'Nothing to take back: it only reads.',
      guard: {},
      data: {
        databases: read.map(({ database, answer }) => ({
          name: fullName(database),
          dataSource: answer.id,
        })),
        unread: unread.map(({ database, problem }) => ({
          name: fullName(database),
          why: problem.message,
        })),
      },
    };
  },

  async run({ data: { databases } }, { notion, notionBackups, now, step, signal }) {
    for (const { name, dataSource } of databases)
      await step(name, async (tell) => {
        const backup = await backUp({
          notion: notion.background,
          backups: notionBackups,
          database: name,
          source: await notion.background.dataSource(dataSource, signal),
          label: null,
          now,
          signal,
          tell,
        });
        return `${backup.name}: ${sizeOf(backup)}${backup.complete ? '' : '; not complete'}`;
      });
  },

  async verify({ data: { databases, unread } }, context) {
    const checks: Check[] = [];
    for (const { name } of databases) checks.push(...(await newestChecks(name, context)));
    return [
      ...checks,
      ...unread.map(({ name, why }) => ({
        name: `${name} is backed up`,
        ok: false,
        expected: 'yes',
        actual: why,
      })),
    ];
  },

  undo: () => null,

  // What was begun has no name that counts; it is done again from the start.
  reconcile: async () => ({
    outcome: 'not-done',
    evidence: 'A backup that was not finished does not count.',
  }),
});

/** @throws Problem not_possible where nothing is configured */
function meant(
  { database, system }: { database?: string | undefined; system?: string | undefined },
  systems: Context['systems'],
): Database[] {
  if (database !== undefined) return [databaseNamed(systems, database)];
  const all = databasesOf(
    systems,
    system === undefined ? undefined : systemNamed(systems, system).name,
  );
  if (all.length > 0) return all;
  throw new Problem(
    'not_possible',
    `${system ?? 'ppm.config.yaml'} has no Notion databases.`,
    'Name them in ppm.config.yaml under systems, databases.',
    system === undefined ? {} : { field: 'system' },
  );
}

/** Reads the newest backup of a database back. */
async function newestChecks(name: string, { notionBackups }: Context): Promise<Check[]> {
  const [backup] = await notionBackups.list(name);
  const expected = backup
    ? `${backup.pages} pages, sha256 ${backup.sha256.slice(0, 12)}`
    : 'a backup';
  const check = (ok: boolean, actual: string): Check => ({
    name: `${name} can be read back`,
    ok,
    expected,
    actual,
  });
  if (!backup) return [check(false, 'none')];
  try {
    const pages = await checkBackup(notionBackups, backup);
    return [
      check(true, `${pages} pages, sha256 ${backup.sha256.slice(0, 12)}`),
      {
        name: `${name} is complete`,
        ok: backup.complete,
        expected: 'every reference',
        actual: backup.complete ? 'every reference' : 'some long lists are cut',
      },
    ];
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return [check(false, error.message)];
  }
}
