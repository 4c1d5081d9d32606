// `ppm ops`: every operation with its words, risk, inputs and examples. Needs no setting, so that programs and editors can ask.
import { fieldsOf } from '../core/fields.js';
import { wordsOf, type OperationInfo } from '../core/operation.js';
import { usageOf } from '../services/engine/parse/usage.js';

/** As JSON text, indented. */
export function operationsAsJson(operations: readonly OperationInfo[]): string {
  const listed = operations.map((operation) => ({
    id: operation.id,
    words: wordsOf(operation),
    family: operation.family,
    summary: operation.summary,
    risk: operation.risk,
    riskNote: operation.riskNote ?? null,
    runbook: operation.runbook ?? null,
    usage: usageOf(operation),
    inputs: fieldsOf(operation.input),
    switches: operation.switches ?? {},
    examples: operation.examples,
  }));
  return JSON.stringify({ operations: listed }, null, 2);
}

/** One line for each. */
export function operationsAsText(operations: readonly OperationInfo[]): string {
  const width = Math.max(...operations.map((operation) => usageOf(operation).length));
  return operations
    .map(
      (operation) =>
        `${usageOf(operation).padEnd(width)}  ${operation.summary} (${riskOf(operation)})`,
    )
    .join('\n');
}

function riskOf({ risk, riskNote }: OperationInfo): string {
  return riskNote === undefined ? risk : `${risk}; ${riskNote}`;
}
