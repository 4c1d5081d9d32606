// A suggested operation as the line to copy into a shell.
import type { Suggestion } from '../core/report.js';
import { commandLine } from '../services/engine/parse/command-line.js';
import { oneLine } from './text.js';

/** `ppm table restore --table main.silver.projects --version 5` */
export function shellLine(suggestion: Pick<Suggestion, 'operation' | 'input'>): string {
  return `ppm ${commandLine(suggestion, shellWord)}`;
}

function shellWord(word: string): string {
  const text = oneLine(word);
  return /^[\w.:@/+,-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
