// `table restore`: makes an earlier version of a Delta table the current one.
// (Runbook 1, "Restore Data from Time Travel": RESTORE TABLE … TO VERSION AS OF)
import { z } from 'zod';
import type { Reconciliation } from '../../core/operation.js';
import { Problem } from '../../core/problem.js';
import { defineAction } from '../../services/context.js';
import { historyBackTo } from '../../services/databricks/look-up.js';
import {
  restoreChecks,
  restoreData,
  type RestoreData,
  settleRestore,
} from '../../services/databricks/restore-evidence.js';
import {
  assertRestorable,
  environmentOf,
  restoreChanges,
  restoreFacts,
  restoreWarnings,
} from '../../services/databricks/restore-plan.js';
import { StatementStopped } from '../../services/databricks/statement-stopped.js';
import { parseTableName, showTable, tableInput } from '../../services/databricks/table-name.js';
import type { Tables } from '../../services/databricks/tables.js';
import { oneMoment, pickVersion, versionInputs } from '../../services/databricks/target-version.js';

export const tableRestore = defineAction({
  id: 'table.restore',
  family: 'Databricks',
  summary: 'Restore a Delta table to an earlier version',
  runbook: 'finance-ppm#restore-data-from-time-travel',
  examples: [
    'table restore main.silver.projects --version 5',
    'table restore main.silver.projects --at 2026-01-15T10:00:00Z',
  ],
  args: ['table'],
  risk: 'critical',
  input: z.object({ table: tableInput, ...versionInputs }).superRefine(oneMoment),
  data: restoreData,

  async plan(input, { tables, overview, signal }) {
    const table = parseTableName(input.table, overview.defaultCatalog);
    const environment = environmentOf(table, overview.environments);
    const picked = await pickVersion(tables, table, input, signal);
    assertRestorable(table, picked);
    const { current, target } = picked;
    // Counted by version: rows that come in meanwhile make another plan, not a wrong one.
    const [detail, rowsNow, rowsAfter] = await Promise.all([
      tables.detail(table, signal),
      tables.count(table, current.version, signal),
      tables.count(table, target.version, signal),
    ]);
    const view = { picked, detail, rowsNow, rowsAfter };
    const name = showTable(table);
    return {
      target: name,
      environment,
      headline: `Restore ${name} to version ${target.version}`,
      facts: restoreFacts(view),
      changes: restoreChanges(view),
      warnings: restoreWarnings(view),
      steps: [{ id: 'restore', title: `RESTORE TABLE ${name} TO VERSION AS OF ${target.version}` }],
      undo: `Restores version ${current.version}, as long as no VACUUM has deleted its files.`,
      guard: { 'table id': detail.id, 'current version': current.version },
      data: {
        ...table,
        id: detail.id,
        versionBefore: current.version,
        version: target.version,
        rowsBefore: rowsNow,
        rowsExpected: rowsAfter,
      },
    };
  },

  async run({ data }, { tables, now, step, signal }) {
    // Before the intent is stored: reconcile counts from then, and storing it may take a while.
    const since = now();
    await step('restore', async () => {
      try {
        const made = await tables.restore(data, data.version, { signal, since });
        return `${made.restoredFiles} files restored, ${made.removedFiles} removed; ${made.filesAfter} files with ${made.bytesAfter} bytes now`;
      } catch (error) {
        if (!(error instanceof StatementStopped)) throw error;
        const { outcome, evidence } = await settle(data, tables, { since, askedAt: Infinity });
        if (outcome === 'done') return `It was done before it could be stopped: ${evidence}`;
        throw outcome === 'not-done' ? error.ifNothingWasDone : error;
      }
    });
  },

  async verify({ data }, { tables, signal }) {
    const [history, detail, rows, user] = await Promise.all([
      historyBackTo(tables, data, {
        enough: ({ version }) => version <= data.versionBefore,
        signal,
      }),
      tables.detail(data, signal),
      tables.count(data, undefined, signal),
      tables.currentUser(signal),
    ]);
    return restoreChecks(data, { history, detail, rows, user });
  },

  undo: ({ data }) => ({
    operation: 'table.restore',
    input: { table: showTable(data), version: data.versionBefore },
  }),

  reconcile: ({ data }, { tables, now }, { since }) =>
    settle(data, tables, { since, askedAt: now() }),
});

/** What became of a restore, from the table's history. `askedAt`: now, or never-ending when its statement is known to have ended. */
async function settle(
  data: RestoreData,
  tables: Tables,
  { since, askedAt }: { since: number; askedAt: number },
): Promise<Reconciliation> {
  try {
    const [history, detail, user] = await Promise.all([
      historyBackTo(tables, data, { enough: ({ version }) => version <= data.versionBefore }),
      tables.detail(data),
      tables.currentUser(),
    ]);
    if (detail.id !== data.id)
      return {
        outcome: 'unknown',
        evidence: `${showTable(data)} was dropped and made again: its history says nothing about the one that was meant.`,
      };
    return settleRestore({ data, since, askedAt, longest: tables.statementTimeout, history, user });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { outcome: 'unknown', evidence: error.message };
  }
}
