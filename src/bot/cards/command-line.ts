// An operation with its input as the line that somebody would type: offered where a button can't carry it.
import { flagOf } from '../../core/fields.js';
import type { Json } from '../../core/json.js';
import { wordsOf } from '../../core/operation.js';
import type { Suggestion } from '../../core/report.js';

/** `/ppm table restore --table main.silver.projects --version 5` */
export function commandLine({ operation, input }: Pick<Suggestion, 'operation' | 'input'>): string {
  const flags = Object.entries(input).map(([name, value]) => flag(name, value));
  return ['/ppm', wordsOf({ id: operation }), ...flags].join(' ');
}

function flag(name: string, value: Json): string {
  if (value === true) return flagOf(name);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return `${flagOf(name)} ${/^[\w.:@/+,-]+$/.test(text) ? text : JSON.stringify(text)}`;
}
