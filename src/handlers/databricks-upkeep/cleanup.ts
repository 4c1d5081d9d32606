// `cleanup`: the weekly cleanup of Delta tables: old rows, then files that nobody needs any more.
// (Runbook 1, "Weekly: Cleanup Old Runs": DELETE older than 30 days, VACUUM … RETAIN 168 HOURS)
import { z } from 'zod';
import type { Check } from '../../core/operation.js';
import { Problem } from '../../core/problem.js';
import {
  cleanupChanges,
  cleanupData,
  cleanupUndo,
  cleanupWarnings,
  lookAtCleanup,
  named,
} from '../../services/cleanup/cleanup-plan.js';
import { defineAction, type Context } from '../../services/context.js';
import { environmentOf } from '../../services/databricks/restore-plan.js';

type Deletion = z.infer<typeof cleanupData>['deletes'][number];

export const cleanup = defineAction({
  id: 'cleanup',
  family: 'Databricks',
  summary: 'Delete rows older than 30 days from the configured tables, and files that nobody needs',
  runbook: 'finance-ppm#weekly-cleanup-old-runs',
  examples: ['cleanup'],
  args: [],
  risk: 'critical',
  input: z.object({}),
  data: cleanupData,

  async plan(_input, context) {
    const looked = await lookAtCleanup(context);
    const { data, missing } = looked;
    const [first] = [...data.deletes.map(({ table }) => table), ...data.vacuum];
    if (first === undefined)
      throw new Problem(
        'not_found',
        missing.length > 0
          ? `None of the tables is there: ${missing.join(', ')}.`
          : 'No table is configured for the cleanup.',
        'Name tables in ppm.config.yaml under databricks.cleanup.',
      );
    const rows = data.deletes.reduce((sum, one) => sum + one.rows, 0);
    return {
      target: 'cleanup',
      environment: environmentOf(named(first), context.overview.environments),
      headline: `Delete ${rows} old rows, then VACUUM ${data.vacuum.length} tables`,
      facts: [
        {
          label: 'Old',
          value:
            context.cleanupRules.deletes
              .map(
                ({ table, column, olderThanDays }) =>
                  `${table}: ${column} more than ${olderThanDays} days ago`,
              )
              .join('; ') || 'nothing',
        },
        { label: 'Files are kept', value: `${data.retainHours} hours` },
      ],
      changes: cleanupChanges(looked),
      warnings: cleanupWarnings(looked, context.cleanupRules),
      steps: [
        ...data.deletes.map(({ table, rows: some }) => ({
          id: `delete:${table}`,
          title: `Delete ${some} rows of ${table}`,
        })),
        ...data.vacuum.map((table) => ({
          id: `vacuum:${table}`,
          title: `VACUUM ${table} RETAIN ${data.retainHours} HOURS`,
        })),
      ],
      undo: cleanupUndo(data),
      mend: data.deletes
        .filter(({ rows: some }) => some > 0)
        .slice(0, 3)
        .map(({ table, version }) => ({
          label: `Restore ${table}`.slice(0, 75),
          operation: 'table.restore',
          input: { table, version },
        })),
      guard: Object.fromEntries(
        data.deletes.flatMap(({ table, id, version, rows: some }) => [
          [`${table}: table id`, id],
          [`${table}: version`, version],
          [`${table}: old rows`, some],
        ]),
      ),
      data,
    };
  },

  async run({ data }, { cleaning, cleanupRules, step, signal }) {
    for (const { table, rule, before } of data.deletes)
      await step(`delete:${table}`, async () => {
        const rows = await cleaning.deleteOld(ruleAt(cleanupRules, rule), before, signal);
        return `${rows} rows deleted`;
      });
    for (const table of data.vacuum)
      await step(`vacuum:${table}`, async () => {
        const { files } = await cleaning.vacuum(named(table), data.retainHours, signal);
        return files === null ? 'done' : `${files} files deleted`;
      });
  },

  async verify({ data }, context) {
    const each = await Promise.all([
      ...data.deletes.map((one) => deletionChecks(one, context)),
      ...data.vacuum.map((table) => vacuumCheck(table, context)),
    ]);
    return each.flat();
  },

  undo({ data: { deletes } }) {
    const [only, ...more] = deletes.filter(({ rows }) => rows > 0);
    if (!only || more.length > 0) return null;
    return { operation: 'table.restore', input: { table: only.table, version: only.version } };
  },

  // What is gone is not found again, and a VACUUM deletes what is left.
  reconcile: async () => ({
    outcome: 'not-done',
    evidence: 'Each statement can be sent again: it does only what is left to do.',
  }),
});

function ruleAt(
  rules: Context['cleanupRules'],
  place: number,
): Context['cleanupRules']['deletes'][number] {
  const rule = rules.deletes[place];
  if (rule) return rule;
  throw new Problem(
    'plan_drifted',
    'The configuration of the cleanup has changed since the plan.',
    'Ask for it again.',
  );
}

async function deletionChecks(
  one: Deletion,
  { cleaning, cleanupRules, tables, signal }: Context,
): Promise<Check[]> {
  const [left, detail] = await Promise.all([
    cleaning.countOld(ruleAt(cleanupRules, one.rule), one.before, null, signal),
    tables.detail(named(one.table), signal),
  ]);
  return [
    { name: `Old rows of ${one.table}`, ok: left === 0, expected: '0', actual: String(left) },
    {
      name: `${one.table} is the same table (id)`,
      ok: detail.id === one.id,
      expected: one.id,
      actual: detail.id,
    },
  ];
}

/** How far back its version is looked for: whatever wrote meanwhile. */
const fewVersions = 20;

async function vacuumCheck(table: string, { tables, signal }: Context): Promise<Check> {
  const history = await tables.history(named(table), fewVersions, signal);
  const ended = history.find(({ operation }) => operation === 'VACUUM END');
  return {
    name: `VACUUM of ${table} has ended`,
    ok: ended?.parameters['status'] === 'COMPLETED',
    expected: 'VACUUM END, COMPLETED',
    actual: ended
      ? `VACUUM END, ${ended.parameters['status'] ?? 'no status'}`
      : 'no VACUUM END in the history',
  };
}
