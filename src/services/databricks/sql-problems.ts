// SQL errors of a Databricks warehouse as Problems. Conditions and SQLSTATEs are those of Spark's error-conditions.json
// and Delta's delta-error-classes.json; fixes are those of runbook finance-ppm, "Troubleshoot Failed Jobs".
import { Problem, type ProblemCode } from '../../core/problem.js';
import { clip } from './clip.js';
import type { SqlFailure } from './failure.js';

interface Rule {
  code: ProblemCode;
  condition?: RegExp;
  sqlState?: RegExp;
  text?: RegExp;
  hint: string;
}

/** The first that matches counts. */
const rules: readonly Rule[] = [
  {
    code: 'history_gone',
    condition: /^(?:FAILED_READ_FILE|DELTA_FILE_NOT_FOUND)/,
    text: /Not all files from version|DELTA_FILE_NOT_FOUND/,
    hint: 'A VACUUM has deleted the files of that version. `table history` shows which versions are left.',
  },
  {
    // Since Delta Lake 4.1 and Databricks Runtime 18, whether or not a VACUUM has come by.
    code: 'history_gone',
    condition: /^DELTA_UNSUPPORTED_TIME_TRAVEL_BEYOND_DELETED_FILE_RETENTION_DURATION/,
    hint: "That version is older than the table's delta.deletedFileRetentionDuration (7 days unless set otherwise). Where no VACUUM has run since, a longer duration in the table's properties makes it readable again.",
  },
  {
    code: 'not_found',
    condition:
      /^(?:DELTA_VERSION_NOT_FOUND|DELTA_TIMESTAMP_|DELTA_CANNOT_TIME_TRAVEL|DELTA_CANNOT_RESTORE_|VERSION_NOT_FOUND)/,
    hint: 'See `table history` for the versions there are.',
  },
  {
    code: 'not_found',
    condition:
      /^(?:TABLE_OR_VIEW_NOT_FOUND|SCHEMA_NOT_FOUND|NO_SUCH_CATALOG|CATALOG_NOT_FOUND|DELTA_MISSING_DELTA_TABLE|DELTA_TABLE_NOT_FOUND)/,
    sqlState: /^42P01$/,
    hint: 'Check the name: catalog.schema.table.',
  },
  {
    code: 'outside_refused',
    condition: /^(?:UC_VOLUME_NOT_FOUND|CF_PATH_DOES_NOT_EXIST)/,
    hint: 'Check databricks.volume in ppm.config.yaml: CREATE VOLUME makes it, and the bot needs READ and WRITE VOLUME. Without the setting, rows travel in the statements.',
  },
  {
    code: 'outside_refused',
    condition: /^(?:INSUFFICIENT_PERMISSIONS|PERMISSION_DENIED|UNAUTHORIZED_ACCESS)/,
    sqlState: /^42501$/,
    text: /PERMISSION_DENIED/,
    hint: "Check Unity Catalog grants of the bot's service principal.",
  },
  {
    code: 'plan_drifted',
    condition: /^DELTA_(?:CONCURRENT_|METADATA_CHANGED|PROTOCOL_CHANGED)/,
    sqlState: /^2D521$/,
    hint: 'Somebody else changed the table at the same time; nothing was done. Ask for it again to see the table as it is now.',
  },
  {
    code: 'not_possible',
    condition:
      /^(?:EXPECT_TABLE_NOT_VIEW|DELTA_(?:TABLE_)?ONLY_OPERATION|DELTA_ONLY_|NUM_COLUMNS_MISMATCH|INCOMPATIBLE_COLUMN_TYPE|UNSUPPORTED_FEATURE\.SET_OPERATION_ON_)/,
    hint: 'It has to be a Delta table, and two versions can be compared only if they have the same columns.',
  },
];

/** The Problem of a statement that failed without having done anything. */
export function sqlProblem(failure: SqlFailure, cause: unknown): Problem {
  const rule = ruleOf(failure);
  return new Problem(
    rule?.code ?? 'outside_refused',
    `The warehouse refused the statement: ${clip(failure.text)}`,
    rule?.hint ?? 'Nothing was done. The text is what Databricks says about it.',
    { cause },
  );
}

/**
 * SQLSTATE classes of statements that were refused or rolled back: syntax and access rules, data, constraints, features,
 * limits. Class XX (internal error) and errors without a state say nothing about how far the statement came.
 */
const refusedClasses: ReadonlySet<string> = new Set(['0A', '21', '22', '23', '2D', '42', '54']);

/** Whether it is certain that a change that failed like this did nothing. */
export function statementIsCertain(failure: SqlFailure): boolean {
  // It says so itself: the commit is there, what came after it failed. (delta-error-classes.json)
  if (failure.condition?.startsWith('DELTA_POST_COMMIT_HOOK_FAILED')) return false;
  return ruleOf(failure) !== undefined || refusedClasses.has((failure.sqlState ?? '').slice(0, 2));
}

function ruleOf({ condition, sqlState, text }: SqlFailure): Rule | undefined {
  return rules.find(
    (rule) =>
      (condition !== null && rule.condition?.test(condition)) ||
      (sqlState !== null && rule.sqlState?.test(sqlState)) ||
      rule.text?.test(text),
  );
}
