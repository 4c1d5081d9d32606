// A suggested operation as the line to type in Slack: offered where a button can't carry it.
import type { Suggestion } from '../../core/report.js';
import { commandLine } from '../../services/engine/parse/command-line.js';
import { quoteWord } from '../../services/engine/parse/tokenise.js';

/** `/ppm table restore --table main.silver.projects --version 5` */
export function slackLine(suggestion: Pick<Suggestion, 'operation' | 'input'>): string {
  return `/ppm ${commandLine(suggestion, quoteWord)}`;
}
