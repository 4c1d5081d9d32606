// Which operation the first words name: the longest one that fits, and the nearest names where none does.
import { distance } from 'fastest-levenshtein';
import { wordsOf, type OperationInfo } from '../../../core/operation.js';
import { Problem } from '../../../core/problem.js';

const mostNames = 3;
const mostOfFamily = 10;

/**
 * The operation that the words begin with, and how many words name it. Case does not matter.
 * @throws Problem unknown_operation with the family or the nearest names
 */
export function matchOperation<Known extends OperationInfo>(
  words: readonly string[],
  operations: readonly Known[],
): { operation: Known; length: number } {
  const found = operations
    .map((operation) => ({ operation, length: wordsOf(operation).split(' ').length }))
    .filter(({ operation, length }) => sameWords(words.slice(0, length), operation))
    .toSorted((a, b) => b.length - a.length)[0];
  if (found) return found;
  const family = familyOf(words, operations);
  if (family.length > 0)
    throw new Problem(
      'unknown_operation',
      `"${words[0] ?? ''}" is only the beginning of an operation.`,
      `Go on with ${listed(family.slice(0, mostOfFamily))}.`,
    );
  const near = nearOperations(words.join(' '), operations);
  throw new Problem(
    'unknown_operation',
    `I don't know "${words.slice(0, 3).join(' ').slice(0, 60)}".`,
    `${near.length > 0 ? `Did you mean ${listed(near)}? ` : ''}\`help\` lists everything.`,
  );
}

/** Letters that only look like ours don't name an operation, not even those that lower-case into ours. */
function sameWords(words: readonly string[], operation: OperationInfo): boolean {
  const text = words.join(' ');
  return /^[\x21-\x7e ]*$/.test(text) && text.toLowerCase() === wordsOf(operation);
}

/** Operations whose words go on from all of `words`. */
function familyOf<Known extends OperationInfo>(
  words: readonly string[],
  operations: readonly Known[],
): Known[] {
  const start = `${words.join(' ').toLowerCase()} `;
  return operations.filter((operation) => wordsOf(operation).startsWith(start));
}

/**
 * The operations whose words are most like the beginning of `text`, best first: at most three, and at least one if there
 * are any at all.
 */
export function nearestOperations<Known extends OperationInfo>(
  text: string,
  operations: readonly Known[],
): Known[] {
  const near = nearOperations(text, operations);
  return near.length > 0 ? near : operations.slice(0, 1);
}

/** Three at most, and none where nothing is like it. */
function nearOperations<Known extends OperationInfo>(
  text: string,
  operations: readonly Known[],
): Known[] {
  const typed = text.trim().toLowerCase().slice(0, 200).split(/\s+/);
  return operations
    .map((operation) => ({ operation, far: farness(typed, wordsOf(operation).split(' ')) }))
    .filter(({ far }) => far <= 0.5)
    .toSorted((a, b) => a.far - b.far)
    .slice(0, mostNames)
    .map(({ operation }) => operation);
}

/** 0: the same; 1: nothing alike. Only as many words are compared as both have; a word typed beyond may be an input. */
function farness(typed: readonly string[], known: readonly string[]): number {
  const length = Math.min(typed.length, known.length);
  const a = typed.slice(0, length).join(' ');
  const b = known.slice(0, length).join(' ');
  const completes = b.startsWith(a) ? 0.1 : 1;
  return (completes * distance(a, b)) / Math.max(a.length, b.length, 1);
}

function listed(operations: readonly OperationInfo[]): string {
  const names = operations.map((operation) => `\`${wordsOf(operation)}\``);
  return names.length < 2
    ? names.join('')
    : `${names.slice(0, -1).join(', ')} or ${names.at(-1) ?? ''}`;
}
