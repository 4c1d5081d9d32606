// A migration of a system's database: a backup first, the migration's own command, its check, and back again when it failed.
// (Runbook 4 "Database Migrations")
import { z } from 'zod';
import type { Step, Tell } from '../../core/operation.js';
import { Problem } from '../../core/problem.js';
import type { MongoBackup } from '../backups/backups.js';
import type { Context } from '../context.js';
import { runCommand } from './acting.js';
import { serviceNamed, specOf, type ServiceOf } from './service-of.js';

export const migrationData = z.object({
  system: z.string(),
  down: z.boolean(),
  words: z.array(z.string()),
  /** Of the database, as its command says it; null: there is no such command. */
  version: z.string().nullable(),
  /** Database to back up first; null: the system has none in MongoDB. */
  database: z.string().nullable(),
  /** Of that backup. */
  label: z.string(),
  /** Whether a command is named that takes it back. */
  hasBack: z.boolean(),
});
export type MigrationData = z.infer<typeof migrationData>;

type Migrate = NonNullable<ServiceOf['service']['migrate']>;
type Running = Context & { step: Step; run: string };

/** @throws Problem not_possible where no command is named */
export function migrationOf(of: ServiceOf, down: boolean): { migrate: Migrate; words: string[] } {
  const { migrate } = of.service;
  const words = down ? migrate?.down : migrate?.up;
  if (migrate && words) return { migrate, words };
  throw new Problem(
    'not_possible',
    `${of.system.title} has no command that migrates ${down ? 'down' : 'up'} in ppm.config.yaml.`,
    `Name it under systems.${of.system.name}.service.migrate.${down ? 'down' : 'up'}.`,
    { field: down ? 'down' : 'system' },
  );
}

/** What the command `current` says; null without one. @throws Problem outside_refused */
export async function versionOf(
  of: ServiceOf,
  { commands, signal }: Pick<Context, 'commands' | 'signal'>,
): Promise<string | null> {
  const words = of.service.migrate?.current;
  if (!words) return null;
  const { code, lines } = await commands.ask(specOf(of, words), signal);
  const last = lines.findLast((line) => line.trim() !== '')?.trim() ?? '';
  if (code === 0 && last !== '') return last;
  throw new Problem(
    'outside_refused',
    `Which version the database has can't be seen: exit code ${code}${last === '' ? '' : `: ${last}`}`,
    'Run the command by hand where the bot runs, and mend it.',
  );
}

export async function safetyBackup(
  { label, database }: MigrationData,
  { mongoBackups }: Pick<Context, 'mongoBackups'>,
): Promise<MongoBackup | undefined> {
  if (database === null) return undefined;
  return (await mongoBackups.list(database)).find((one) => one.label === label);
}

export async function runMigration(data: MigrationData, context: Running): Promise<void> {
  const { step, run, signal, mongoBackups } = context;
  const of = serviceNamed(context.systems, data.system);
  const target = mongoBackups.targets.find(({ database }) => database === data.database);
  if (target)
    await step('backup', async (tell: Tell) => {
      const made = { reason: 'safety', label: data.label } as const;
      const backup =
        (await safetyBackup(data, context)) ??
        (await mongoBackups.make(target, made, { run, signal, tell }));
      return backup.name;
    });
  await step('migrate', () => orBack(data, of, context, () => runCommand(of, data.words, context)));
  const check = of.service.migrate?.check;
  if (check)
    await step('check', () => orBack(data, of, context, () => runCommand(of, check, context)));
}

/** What surely failed is rolled back, when there is a way and the version is another one. */
async function orBack(
  data: MigrationData,
  of: ServiceOf,
  context: Running,
  act: () => Promise<string>,
): Promise<string> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'outside_refused') throw error;
    throw new Problem(
      'outside_refused',
      `${error.message} ${await rolledBack(data, of, context)}`,
      'What the commands said is in the thread.',
      {
        cause: error,
        suggestions: await waysBack(data, context),
      },
    );
  }
}

async function rolledBack(data: MigrationData, of: ServiceOf, context: Running): Promise<string> {
  const now = await versionOf(of, context).catch(() => null);
  if (now !== null && now === data.version) return `The database is still at ${now}.`;
  const back = data.down ? of.service.migrate?.up : of.service.migrate?.down;
  if (!back) return 'No command is named that takes it back.';
  try {
    await runCommand(of, back, context);
    const after = await versionOf(of, context).catch(() => null);
    return `It was rolled back${after === null ? '' : `; the database is at ${after}`}.`;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return `Rolling back failed, too: ${error.message}`;
  }
}

async function waysBack(
  data: MigrationData,
  context: Running,
): Promise<{ label: string; operation: string; input: { name: string } }[]> {
  const backup = await safetyBackup(data, context).catch(() => undefined);
  return backup
    ? [{ label: 'Restore the backup …', operation: 'backup.restore', input: { name: backup.name } }]
    : [];
}
