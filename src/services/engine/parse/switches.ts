// Flags that make an operation another one: `notion schema projects --fix` is `notion schema fix projects`.
import { fieldsOf, flagOf } from '../../../core/fields.js';
import type { OperationInfo } from '../../../core/operation.js';
import { Problem } from '../../../core/problem.js';
import { flagIn, isFlag } from './flags.js';
import type { Token } from './tokenise.js';
import { usageOf } from './usage.js';

/**
 * The operation that is meant, and the words that are left for it.
 * @throws Problem invalid_input for two such flags, one with a value, or one beside a flag that the other operation has not
 */
export function switched(
  operation: OperationInfo,
  tokens: readonly Token[],
  operations: readonly OperationInfo[],
): { operation: OperationInfo; rest: readonly Token[] } {
  const targets = new Map(
    Object.entries(operation.switches ?? {}).map(([name, id]) => [flagOf(name), id]),
  );
  const end = tokens.findIndex((token) => isFlag(token) && token.text === '--');
  const flags = tokens.slice(0, end < 0 ? tokens.length : end).filter(isFlag);
  const [first, second] = flags.filter(({ text }) => targets.has(flagIn(text)));
  if (!first) return { operation, rest: tokens };
  const given = flagIn(first.text);
  const wrong = (message: string): Problem =>
    new Problem('invalid_input', message, `Usage: ${usageOf(operation)}`);
  if (second)
    throw wrong(
      flagIn(second.text) === given
        ? `${given} is given twice.`
        : `${given} and ${flagIn(second.text)} can't go together.`,
    );
  if (first.text.includes('=')) throw wrong(`${given} takes no value.`);
  const target = operations.find(({ id }) => id === targets.get(given));
  if (!target) return { operation, rest: tokens };
  const foreign = flagsOf(operation).filter((flag) => !flagsOf(target).includes(flag));
  const excluded = flags.find(({ text }) => foreign.includes(flagIn(text)));
  if (excluded) throw wrong(`${given} and ${flagIn(excluded.text)} can't go together.`);
  return { operation: target, rest: tokens.filter((token) => token !== first) };
}

function flagsOf({ input }: OperationInfo): string[] {
  return fieldsOf(input).flatMap(({ name, kind }) => [
    flagOf(name),
    ...(kind === 'boolean' ? [`--no-${flagOf(name).slice(2)}`] : []),
  ]);
}
