// Why a task or a run failed, and the button that helps: from its termination code and the words of its error.
import type { Suggestion } from '../../../core/report.js';
import {
  failureRules,
  unknownFailure,
  type FailureKind,
  type FailureRule,
} from './failure-kinds.js';
import type { Ending } from './jobs.js';

export interface Classified {
  kind: FailureKind;
  cause: string;
  fix: string;
  suggestion: Suggestion;
}

export interface Failure {
  ending: Ending;
  /** Of its output; null where there is none. */
  error: string | null;
  /** Id of the job's run, which a retry names. */
  run: number;
  job: { name: string; target: string } | null;
}

export function classify({ ending, error, run, job }: Failure): Classified {
  const words = [ending.message, error ?? ''].join('\n');
  const { kind, cause, fix, help } = ruleFor(ending, words);
  return { kind, cause, fix, suggestion: suggestionFor(help, { words, run, job }) };
}

function ruleFor({ result, code }: Ending, words: string): FailureRule {
  if (result === 'timed_out') return ruleOf('time-out');
  return (
    failureRules.find((rule) => rule.codes.includes(code) && !isVague(code)) ??
    failureRules.find((rule) => rule.words?.test(words)) ??
    failureRules.find((rule) => rule.codes.includes(code)) ??
    unknownFailure
  );
}

function ruleOf(kind: FailureKind): FailureRule {
  return failureRules.find((rule) => rule.kind === kind) ?? unknownFailure;
}

/** Codes under which anything may have happened: the words say more. */
function isVague(code: string): boolean {
  return [
    'RUN_EXECUTION_ERROR',
    'FAILED',
    'SUCCESS_WITH_FAILURES',
    'INTERNAL_ERROR',
    'CLUSTER_ERROR',
    'CANCELED',
    'SKIPPED',
  ].includes(code);
}

function suggestionFor(
  help: FailureRule['help'],
  { words, run, job }: { words: string; run: number; job: Failure['job'] },
): Suggestion {
  const diagnose = {
    label: 'Diagnose Databricks',
    operation: 'diagnose',
    input: { what: 'databricks' },
  };
  switch (help) {
    case 'retry':
      return { label: 'Retry the run', operation: 'job.retry', input: { run: String(run) } };
    case 'history': {
      const table = tableIn(words);
      return table === null
        ? diagnose
        : {
            label: `History of ${table}`.slice(0, 75),
            operation: 'table.history',
            input: { table },
          };
    }
    case 'runs':
      return job === null
        ? diagnose
        : { label: 'Its runs', operation: 'job.runs', input: { ...job } };
    case 'diagnose':
      return diagnose;
  }
}

/** Three names with dots between, and no path, class or function: those of Java and Python look alike. */
const tableName =
  /(?<![\w.`/:-])`?([a-z_]\w*)`?\.`?([a-z_]\w*)`?\.`?([a-z_]\w*)`?(?![\w`(]|\.\w)/gi;

/** The first name of a table in an error, `catalog.schema.table`; null where there is none. */
export function tableIn(words: string): string | null {
  for (const [, catalog = '', schema = '', table = ''] of words.matchAll(tableName))
    if (!/^(?:com|org|java|javax|scala|io|net|py4j|pyspark|delta|spark|www)$/i.test(catalog))
      return [catalog, schema, table].join('.').toLowerCase();
  return null;
}
