// Names that people type and say out loud: `R-7K2QMF`, `I-0H4ZTC`. The same text has the same name.
import { createHash } from 'node:crypto';

/** Letters and digits that can't be mistaken for one another when read out loud (Crockford's base 32). */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** @param prefix one letter that says what it names */
export function shortId(prefix: string, text: string): string {
  const bytes = createHash('sha256').update(text).digest().subarray(0, 6);
  return `${prefix}-${[...bytes].map((byte) => alphabet[byte % 32]).join('')}`;
}
