// What must be known of a query before it is translated from left to right.
import { isText } from './cursor.js';
import type { Token } from './tokenizer.js';

/** Names that WITH gives to subqueries: they are no tables. */
export function commonTables(tokens: readonly Token[]): Set<string> {
  const names = new Set<string>();
  tokens.forEach((token, i) => {
    if (!isText(token, 'AS') || !isText(tokens[i + 1], '(')) return;
    let at = i - 1;
    if (isText(tokens[at], ')')) while (at > 0 && !isText(tokens[at + 1], '(')) at -= 1;
    const before = tokens[at - 1];
    if (isText(before, 'WITH') || isText(before, 'RECURSIVE') || isText(before, ',')) {
      names.add((tokens[at]?.text ?? '').toLowerCase());
    }
  });
  return tokens.some((token) => isText(token, 'WITH')) ? names : new Set();
}

/** Names that stand where tables do, as written: columns before FROM may begin with them. */
export function namesInFrom(tokens: readonly Token[]): string[][] {
  const names: string[][] = [];
  tokens.forEach((token, i) => {
    if (!isText(token, 'FROM') && !isText(token, 'JOIN') && !isText(token, ',')) return;
    const parts: string[] = [];
    for (let at = i + 1; ; at += 2) {
      const part = tokens[at];
      if (part?.kind !== 'word' && part?.kind !== 'quoted') break;
      parts.push(part.text);
      if (!isText(tokens[at + 1], '.')) break;
    }
    if (parts.length === 3) names.push(parts);
  });
  return names;
}
