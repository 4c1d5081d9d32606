// A document as an update leaves it: a replacement, or $set, $unset and $inc of fields of the first
// level. Others are refused.
import type { Document } from 'mongodb';
import { ServerError } from './server-error.js';
import { isPlain } from './values.js';

/** @throws ServerError FailedToParse for what isn't known here */
export function updated(document: Document, change: unknown): Document {
  if (!isPlain(change))
    throw new ServerError(9, 'FailedToParse', 'updates by a pipeline are not known in the sandbox');
  const operators = Object.keys(change).filter((name) => name.startsWith('$'));
  if (operators.length === 0) return { _id: document['_id'], ...change };
  let changed = document;
  for (const [operator, fields] of Object.entries(change)) {
    const dotted = Object.keys(fields).find((name) => name.includes('.'));
    if (dotted !== undefined)
      throw new ServerError(9, 'FailedToParse', `${dotted}: nested fields are not known here`);
    changed = applied(changed, operator, fields);
  }
  return changed;
}

function applied(document: Document, operator: string, fields: Document): Document {
  switch (operator) {
    case '$set':
      return { ...document, ...fields };
    case '$unset':
      return Object.fromEntries(
        Object.entries(document).filter(([name]) => !Object.hasOwn(fields, name)),
      );
    case '$inc': {
      const sums = Object.entries(fields).map(([name, by]) => [
        name,
        Number(document[name] ?? 0) + Number(by),
      ]);
      return { ...document, ...Object.fromEntries(sums) };
    }
    default:
      throw new ServerError(9, 'FailedToParse', `Unknown modifier: ${operator}`);
  }
}
