// A configured command as a card shows it.
import { redact } from '../redact.js';

/** As people may read it: somebody may have written a password into it. */
export function commandText(words: readonly string[]): string {
  return redact(words.join(' '));
}
