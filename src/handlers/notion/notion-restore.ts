// `notion restore`: brings a Notion database back to a backup, property by property. Pages that came later stay.
// (Runbook wittwizz, "Rollback to Last Known Good State": restore-notion-backup.sh --date)
import { z } from 'zod';
import { defineAction, type Context } from '../../services/context.js';
import { backUp, sizeOf } from '../../services/notion/backups/back-up.js';
import { compareWithBackup } from '../../services/notion/backups/compare.js';
import { pickBackup, backupInputs, oneBackup } from '../../services/notion/backups/pick-backup.js';
import { makeAnew, putBack } from '../../services/notion/backups/put-back.js';
import {
  restoreChecks,
  restorePlan,
  restoreData,
  summaryOf,
} from '../../services/notion/backups/restore-plan.js';
import { databaseInput } from '../../services/notion/reading/which-databases.js';
import { fullName } from '../../services/notion/writing/page-place.js';
import { databaseNamed } from '../../services/systems/systems.js';

export const notionRestore = defineAction({
  id: 'notion.restore',
  family: 'Notion',
  summary: 'Bring a Notion database back to a backup',
  runbook: 'wittwizz-notion-sync#rollback-to-last-known-good-state',
  examples: [
    'notion restore wittwizz/tasks --date 2025-01-10T12:00:00Z',
    'notion restore finance-ppm/projects --date 2025-01-10T12:00:00Z --recreate-gone',
  ],
  args: ['database'],
  risk: 'critical',
  input: z
    .object({
      database: databaseInput,
      ...backupInputs,
      recreateGone: z
        .boolean()
        .default(false)
        .describe('Make pages that are nowhere any more anew, with new ids'),
    })
    .superRefine(oneBackup),
  data: restoreData,

  async plan(input, context) {
    const { systems, notion, notionBackups, now, signal } = context;
    const database = databaseNamed(systems, input.database);
    const name = fullName(database);
    const backup = pickBackup(await notionBackups.list(name), { ...input, name, now: now() });
    const source = await notion.background.dataSource(database.id, signal);
    const comparison = await compareWithBackup({
      notion: notion.background,
      backups: notionBackups,
      backup,
      source,
      signal,
    });
    const summary = await summaryOf(comparison);
    return restorePlan({
      database,
      backup,
      source,
      comparison,
      summary,
      recreateGone: input.recreateGone,
    });
  },

  async run({ data }, context) {
    const { notion, notionBackups, recreations, run, now, step, signal } = context;
    await step('safety', async (tell) => {
      const safety = await backUp({
        notion: notion.background,
        backups: notionBackups,
        database: data.database,
        source: await notion.background.dataSource(data.dataSource, signal),
        label: data.label,
        now,
        signal,
        tell,
      });
      return `${safety.name}: ${sizeOf(safety)}`;
    });
    // Compared again each time: what is back already is no difference any more.
    const found = await compared(data, context);
    await step('restore', (tell) =>
      putBack({ notion: notion.background, signal, tell }, found.comparison),
    );
    if (data.recreateGone)
      await step('recreate', (tell) =>
        makeAnew({
          notion: notion.background,
          backups: notionBackups,
          backup: found.backup,
          source: found.source,
          gone: new Set(found.comparison.gone),
          recreations,
          run,
          now,
          signal,
          tell,
        }),
      );
  },

  async verify({ data }, context) {
    const { comparison } = await compared(data, context);
    const copies = await context.recreations.copies(context.run);
    const backups = await context.notionBackups.list(data.database);
    return restoreChecks(data, {
      summary: await summaryOf(comparison),
      gone: comparison.gone,
      copies,
      hasSafety: backups.some(({ label }) => label === data.label),
    });
  },

  undo: ({ data }) => ({
    operation: 'notion.restore',
    input: { database: data.database, backup: data.label },
  }),

  // A backup that was not finished does not count, and putting back sets values: both can be done again.
  reconcile: async () => ({
    outcome: 'not-done',
    evidence: 'What is back already is found again, and only the rest is done.',
  }),
});

async function compared(
  data: z.infer<typeof restoreData>,
  { notion, notionBackups, now, signal }: Context,
) {
  const backup = pickBackup(await notionBackups.list(data.database), {
    backup: data.backup,
    name: data.database,
    now: now(),
  });
  const source = await notion.background.dataSource(data.dataSource, signal);
  const comparison = await compareWithBackup({
    notion: notion.background,
    backups: notionBackups,
    backup,
    source,
    signal,
  });
  return { backup, source, comparison };
}
