// An operation with its input as the line that somebody would type: the way back from parse-request.ts.
import { flagOf } from '../../../core/fields.js';
import type { Json } from '../../../core/json.js';
import { wordsOf } from '../../../core/operation.js';
import type { Suggestion } from '../../../core/report.js';

/**
 * `table restore --table main.silver.projects --version 5`
 * @param quote one word as the reader of the line needs it: `quoteWord` for Slack, the shell's rules in a terminal
 */
export function commandLine(
  { operation, input }: Pick<Suggestion, 'operation' | 'input'>,
  quote: (word: string) => string,
): string {
  const flags = Object.entries(input).map(([name, value]) => flag(name, value, quote));
  return [wordsOf({ id: operation }), ...flags].join(' ');
}

function flag(name: string, value: Json, quote: (word: string) => string): string {
  if (value === true) return flagOf(name);
  if (value === false) return `--no-${flagOf(name).slice(2)}`;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  // `=`, since a value may begin with dashes.
  return `${flagOf(name)}${text.startsWith('--') ? '=' : ' '}${quote(text)}`;
}
