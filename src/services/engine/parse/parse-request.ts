// From what somebody typed to an operation with its input, or to what is still missing for it.
import type { JsonObject } from '../../../core/json.js';
import type { OperationInfo } from '../../../core/operation.js';
import { Problem } from '../../../core/problem.js';
import { unwrapSlack } from './clean.js';
import { readInputs } from './flags.js';
import { matchOperation } from './match.js';
import { switched } from './switches.js';
import { tokenise, type Token } from './tokenise.js';
import { checkInput, inputProblem } from './validate.js';

export type ParsedRequest =
  | { kind: 'parsed'; operation: OperationInfo; input: JsonObject }
  /** Everything given is right, and `missing` names the inputs without which it can't be done. */
  | { kind: 'incomplete'; operation: OperationInfo; input: JsonObject; missing: string[] };

/**
 * Reads the text after `/ppm`. Nothing at all asks for help.
 * @throws Problem unknown_operation with the nearest names, or invalid_input with what is wrong and the usage
 */
export function parseRequest(text: string, operations: readonly OperationInfo[]): ParsedRequest {
  return parseTokens(tokenise(unwrapSlack(text)), operations);
}

/**
 * Reads words that a shell has already taken apart.
 * @throws Problem as parseRequest does
 */
export function parseWords(
  words: readonly string[],
  operations: readonly OperationInfo[],
): ParsedRequest {
  return parseTokens(
    // the shell took the quotes away: what has white space in it was quoted, unless it is `--name=two words`
    words.map((text) => ({ text, quoted: /\s/.test(text) && !/^--[\w-]+=/.test(text) })),
    operations,
  );
}

function parseTokens(
  tokens: readonly Token[],
  operations: readonly OperationInfo[],
): ParsedRequest {
  const flag = tokens.findIndex((token) => !token.quoted && token.text.startsWith('--'));
  const words = tokens.slice(0, flag < 0 ? tokens.length : flag).map((token) => token.text);
  if (words.length === 0 && tokens.length > 0)
    throw new Problem(
      'unknown_operation',
      'An operation comes first, its flags after it.',
      'Try `help`.',
    );
  const named = matchOperation(words.length > 0 ? words : ['help'], operations);
  const { operation, rest } = switched(named.operation, tokens.slice(named.length), operations);
  return complete(operation, readInputs(rest, operation));
}

/**
 * What a button or a schedule asks for: an operation, and the inputs that are known.
 * @throws Problem invalid_input with what is wrong and the usage
 */
export function complete(operation: OperationInfo, given: JsonObject): ParsedRequest {
  const checked = checkInput(operation, given);
  if (checked.ok) return { kind: 'parsed', operation, input: checked.input };
  const missing = checked.faults.flatMap((fault) =>
    fault.missing && fault.field !== undefined ? [fault.field] : [],
  );
  if (missing.length === checked.faults.length)
    return { kind: 'incomplete', operation, input: given, missing };
  throw inputProblem(operation, checked.faults);
}
