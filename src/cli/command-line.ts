// A suggested operation as the line to copy into a shell.
import { flagOf } from '../core/fields.js';
import type { Json } from '../core/json.js';
import { wordsOf } from '../core/operation.js';
import type { Suggestion } from '../core/report.js';
import { oneLine } from './text.js';

/** `ppm table restore --table main.silver.projects --version 5` */
export function commandLine({ operation, input }: Pick<Suggestion, 'operation' | 'input'>): string {
  const flags = Object.entries(input).map(([name, value]) => flag(name, value));
  return ['ppm', wordsOf({ id: operation }), ...flags].join(' ');
}

function flag(name: string, value: Json): string {
  if (value === true) return flagOf(name);
  if (value === false) return `--no-${flagOf(name).slice(2)}`;
  const text = oneLine(typeof value === 'string' ? value : JSON.stringify(value));
  // `=`, since the shell takes the quotes away and a value may begin with dashes
  return text.startsWith('--')
    ? `${flagOf(name)}=${quoted(text)}`
    : `${flagOf(name)} ${quoted(text)}`;
}

function quoted(text: string): string {
  return /^[\w.:@/+,-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
