// A difference between the expected schema and the one there is, as one line, with what is to be done by hand.
import { byHand } from '../notion/reading/schema-fix.js';
import type { SchemaDifference } from '../notion/reading/schema-difference.js';

export function schemaEvidence(difference: SchemaDifference): string {
  const missing = difference.missing.map(
    (one) => `${one.name}: expected ${one.type}, found nothing`,
  );
  const other = difference.otherType.map(
    (one) => `${one.name}: expected ${one.expected}, found ${one.found}`,
  );
  const options = difference.options.map(
    (one) =>
      `${one.property}: without ${[...one.missing, ...one.near.map(({ option }) => option)].join(', ')}`,
  );
  const hands = byHand(difference);
  const seen = [...missing, ...other, ...options].join('; ');
  return hands.length === 0 ? seen : `${seen}. By hand: ${hands.join(' ')}`;
}
