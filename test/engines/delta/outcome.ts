// What became of a call, in a form that two warehouses can be compared by: texts of errors differ, their names must not.
import { Problem } from '../../../src/core/problem.js';
import { failureOf, type SqlFailure } from '../../../src/services/databricks/failure.js';
import { problemOf } from '../../../src/services/databricks/problems.js';

export interface Refusal {
  /** The code that a person is told, as for a statement that changes something. */
  problem: string;
  condition: string | null;
  sqlState: string | null;
}

/** Databricks has a name of its own for this one. */
function conditionOf({ condition }: SqlFailure): string | null {
  return condition?.replace('.DBR_FILE_NOT_EXIST', '.FILE_NOT_EXIST') ?? null;
}

function refusalOf(error: unknown): Refusal {
  const problem = problemOf(error, 'following');
  const code = problem instanceof Problem ? problem.code : 'no problem';
  const failure = failureOf(error instanceof Problem ? error.cause : error);
  if (failure === null && !(error instanceof Problem)) throw error;
  if (failure === null) return { problem: code, condition: null, sqlState: null };
  return failure.kind === 'sql'
    ? { problem: code, condition: conditionOf(failure), sqlState: failure.sqlState }
    : { problem: code, condition: failure.kind, sqlState: null };
}

/** What it gave, or how it was refused. Rejects for what is no answer of a warehouse. */
export async function outcome<T>(promise: Promise<T>): Promise<T | Refusal> {
  return promise.catch(refusalOf);
}

/** A value's kind, as the driver gives it. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (value instanceof Date) return 'date';
  if (value instanceof Uint8Array) return 'bytes';
  if (Array.isArray(value)) return 'array';
  return typeof value;
}
