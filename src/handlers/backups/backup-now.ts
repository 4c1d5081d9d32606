// `backup now`: MongoDB databases as files, checked, encrypted and copied off-site as configured; then what is no longer
// needed goes. (Runbook 4 "MongoDB Backup", "Backup Best Practices")
import { z } from 'zod';
import { Problem } from '../../core/problem.js';
import { checksOf } from '../../services/backups/backup-checks.js';
import { contentText, roughSize } from '../../services/backups/describe.js';
import { nameOf, targetsNamed } from '../../services/backups/find-target.js';
import { madeBy, readyTargets } from '../../services/backups/ready-targets.js';
import { defineAction } from '../../services/context.js';

const data = z.object({
  databases: z.array(z.object({ system: z.string(), database: z.string() })),
  /** Those that can't be backed up, and why. */
  unread: z.array(z.object({ name: z.string(), why: z.string() })),
});

export const backupNow = defineAction({
  id: 'backup.now',
  family: 'Backups',
  summary: 'Back up MongoDB databases now: mongodump, checksum, off-site copy, retention',
  runbook: 'notion-bot-api#mongodb-backup',
  examples: ['backup now', 'backup now notion_bot', 'backup now notion-bot-api'],
  args: ['database'],
  risk: 'routine',
  input: z.object({
    database: z
      .string()
      .min(1)
      .max(130)
      .optional()
      .describe('A configured database, or its system; without it all of them'),
  }),
  data,

  async plan({ database }, { mongoBackups, signal }) {
    const targets = targetsNamed(mongoBackups.targets, database);
    const { ready, unread } = await readyTargets(targets, mongoBackups, signal);
    const [first] = ready;
    const only = targets.length === 1 ? targets[0] : undefined;
    const given = only ? { database: nameOf(only) } : {};
    const { isEncrypting, isOffsite } = mongoBackups.policy;
    return {
      target: only?.database ?? 'MongoDB backups',
      environment: targets[0]?.environment ?? 'production',
      headline: only ? `Back up ${only.database}` : `Back up ${targets.length} MongoDB databases`,
      facts: [
        ...ready.map(({ target, dataBytes }) => ({
          label: nameOf(target),
          value: `${roughSize(dataBytes)} of data`,
        })),
        { label: 'mongodump', value: first?.version ?? '' },
        { label: 'Goes to', value: mongoBackups.directory, mono: true },
        { label: 'Encrypted', value: isEncrypting ? 'yes' : 'no' },
        { label: 'Off-site copy', value: isOffsite ? 'yes' : 'no' },
      ],
      changes: [],
      warnings: [
        ...unread.map(({ name, why }) => `${name} can't be backed up: ${why}`),
        ...ready.flatMap(({ target, dataBytes }) =>
          dataBytes === 0 ? [`${nameOf(target)} holds nothing.`] : [],
        ),
        ...(isEncrypting ? [] : ['It is not encrypted: set backups.encrypt in ppm.config.yaml.']),
        ...(isOffsite
          ? []
          : ['It stays on this machine only: set backups.offsite in ppm.config.yaml.']),
      ],
      steps: [
        ...ready.map(({ target }) => ({
          id: nameOf(target),
          title: `Back up ${nameOf(target)}`,
        })),
        { id: 'prune', title: 'Remove the backups that need not be kept any more' },
      ],
      undo: 'There is none: it only reads MongoDB. Backups that retention removes are gone.',
      next: [
        {
          label: 'Verify it',
          operation: 'backup.verify',
          input: only ? { database: only.database } : {},
        },
      ],
      mend: [
        { label: 'Try again', operation: 'backup.now', input: given },
        { label: 'See the backups', operation: 'backups', input: given },
      ],
      guard: {},
      data: {
        databases: ready.map(({ target: { system, database: name } }) => ({
          system,
          database: name,
        })),
        unread,
      },
    };
  },

  async run({ data: { databases } }, { actor, mongoBackups, run, step, signal }) {
    const reason = actor.via === 'system' ? 'scheduled' : 'manual';
    for (const one of databases)
      await step(nameOf(one), async (tell) => {
        const target = mongoBackups.targets.find(
          ({ system, database }) => system === one.system && database === one.database,
        );
        if (!target) throw gone(nameOf(one));
        const backup =
          (await madeBy(run, one, mongoBackups)) ??
          (await mongoBackups.make(target, { reason, label: run }, { run, signal, tell }));
        return `${backup.name}: ${contentText(backup)}${backup.isOffsite === false ? '; not copied off-site' : ''}`;
      });
    await step('prune', async () => {
      const names = new Set(databases.map(({ database }) => database));
      const removed: string[] = [];
      for (const name of names) removed.push(...(await mongoBackups.prune(name)));
      return removed.length === 0 ? 'none to remove' : `removed ${removed.join(', ')}`;
    });
  },

  async verify({ data: { databases, unread } }, context) {
    const checks = await Promise.all(
      databases.map(async (one) =>
        checksOf(one, await madeBy(context.run, one, context.mongoBackups), context),
      ),
    );
    return [
      ...checks.flat(),
      ...unread.map(({ name, why }) => ({
        name: `${name} is backed up`,
        ok: false,
        expected: 'yes',
        actual: why,
      })),
    ];
  },

  undo: () => null,

  async reconcile({ data: { databases } }, { mongoBackups, run }, { step }) {
    const one = databases.find((each) => nameOf(each) === step);
    const backup = one && (await madeBy(run, one, mongoBackups));
    if (backup) return { outcome: 'done', evidence: `${backup.name} is there.` };
    return {
      outcome: 'not-done',
      evidence: one
        ? 'A backup that was not finished does not count.'
        : 'Removing what is gone already is harmless.',
    };
  },
});

function gone(name: string): Problem {
  return new Problem(
    'not_possible',
    `${name} is no longer configured.`,
    'Put it back into ppm.config.yaml, or ask for the backup again.',
  );
}
