// `service migrate`: brings the database of a system to the version that its code needs, or one back with --down; a backup
// is made first. (Runbook 4, "Database Migrations": ./scripts/backup.sh, alembic upgrade head, alembic downgrade -1)
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Check } from '../../core/operation.js';
import { commandText } from '../../services/commands/command-text.js';
import { defineAction } from '../../services/context.js';
import { upChecks } from '../../services/service-control/health-after.js';
import {
  migrationData,
  migrationOf,
  runMigration,
  safetyBackup,
  versionOf,
} from '../../services/service-control/migration.js';
import { serviceNamed } from '../../services/service-control/service-of.js';

export const serviceMigrate = defineAction({
  id: 'service.migrate',
  family: 'Services',
  summary: 'Migrate the database of a system, after a backup; --down goes one version back',
  runbook: 'notion-bot-api#database-migrations',
  examples: ['service migrate notion-bot-api', 'service migrate notion-bot-api --down'],
  args: ['system'],
  risk: 'critical',
  input: z.object({
    system: z.string().min(1).max(60).meta({ field: 'system', description: 'Which system' }),
    down: z.boolean().default(false).describe('One version back instead'),
  }),
  data: migrationData,

  async plan({ system: name, down }, context) {
    const of = serviceNamed(context.systems, name);
    const { migrate, words } = migrationOf(of, down);
    const { system } = of;
    const version = await versionOf(of, context);
    const target = context.mongoBackups.targets.find((one) => one.system === system.name);
    const hasBack = (down ? migrate.up : migrate.down) !== undefined;
    return {
      target: `database of ${system.name}`,
      environment: system.environment,
      headline: `Migrate the database of ${system.title} ${down ? 'one version back' : 'to the newest version'}`,
      facts: [
        { label: 'Version now', value: version ?? 'not known: no command `current`' },
        { label: 'Command', value: commandText(words), mono: true },
      ],
      changes: [],
      warnings: [
        ...(target
          ? []
          : ['It has no MongoDB database in ppm.config.yaml: no backup is made first.']),
        ...(hasBack ? [] : ['No command is named that takes it back: a failure stays as it is.']),
        ...(migrate.check ? [] : ['No check is named: only the exit code says that it worked.']),
      ],
      steps: [
        ...(target ? [{ id: 'backup', title: `Back up ${target.database}` }] : []),
        { id: 'migrate', title: commandText(words) },
        ...(migrate.check ? [{ id: 'check', title: commandText(migrate.check) }] : []),
      ],
      undo: hasBack
        ? `Migrates ${down ? 'up' : 'down'} again${target ? '; or restore the backup that is made first' : ''}.`
        : target
          ? 'There is none but to restore the backup that is made first.'
          : 'There is none.',
      guard: { version },
      data: {
        system: system.name,
        down,
        words,
        version,
        database: target?.database ?? null,
        hasBack,
        // The same each time that the plan is made.
        label: `before-${createHash('sha256').update(context.requestId).digest('hex').slice(0, 12)}`,
      },
    };
  },

  run: ({ data }, context) => runMigration(data, context),

  async verify({ data }, context): Promise<Check[]> {
    const of = serviceNamed(context.systems, data.system);
    const [version, backup, up] = await Promise.all([
      versionOf(of, context),
      safetyBackup(data, context),
      upChecks(of, context),
    ]);
    return [
      ...(data.database === null
        ? []
        : [
            {
              name: 'The backup is there',
              ok: backup !== undefined,
              expected: data.label,
              actual: backup?.name ?? 'none',
            },
          ]),
      ...(version === null || !data.down
        ? []
        : [
            {
              name: 'The version is another one',
              ok: version !== data.version,
              expected: `not ${data.version ?? ''}`,
              actual: version,
            },
          ]),
      ...up,
    ];
  },

  undo: ({ data }) =>
    data.hasBack
      ? { operation: 'service.migrate', input: { system: data.system, down: !data.down } }
      : null,

  async reconcile({ data }, context, { step, since }) {
    const of = serviceNamed(context.systems, data.system);
    if (step === 'check') return { outcome: 'not-done', evidence: 'The check changes nothing.' };
    if (step === 'backup') {
      const backup = await safetyBackup(data, context);
      return backup
        ? { outcome: 'done', evidence: `${backup.name} is there.` }
        : { outcome: 'not-done', evidence: 'A backup that was not finished does not count.' };
    }
    if (context.now() < since + of.service.timeoutSeconds * 1_000)
      return {
        outcome: 'unknown',
        evidence: 'The command may still be running; its time is not up.',
      };
    const version = await versionOf(of, context);
    if (version !== null && version !== data.version)
      return {
        outcome: 'done',
        evidence: `The database is at ${version}, and was at ${data.version ?? '?'}.`,
      };
    if (version !== null)
      return { outcome: 'not-done', evidence: `The database is still at ${version}.` };
    // Going up stops where it is up to date; going one back a second time would be one too far.
    return data.down
      ? { outcome: 'unknown', evidence: 'No command says which version the database has.' }
      : { outcome: 'not-done', evidence: 'Migrating up again goes on where it was.' };
  },
});
