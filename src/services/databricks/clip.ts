// Texts of the warehouse, made fit to be shown.
import { redact } from '../redact.js';

/** Longest SQL error text that is shown, characters. */
const longest = 300;

/** One line without secrets, cut to what a card has room for. */
export function clip(text: string): string {
  const line = redact(text).replaceAll(/\s+/g, ' ').trim();
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}
