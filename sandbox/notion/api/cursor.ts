// Cursors: opaque to a caller, and refused where they weren't given out by the same question.
import { createHash } from 'node:crypto';
import { invalid, type ApiError } from './errors.js';

/** @param question what the cursor belongs to; anything that becomes JSON */
export function cursorFor(question: unknown, place: readonly unknown[]): string {
  return Buffer.from(JSON.stringify([mark(question), ...place])).toString('base64url');
}

/** The place; null where no cursor was given. Throws validation_error for one that is malformed or another question's. */
export function placeOfCursor(given: unknown, question: unknown): unknown[] | null {
  if (given === undefined || given === null) return null;
  const [marked, ...place] = parts(given);
  if (marked !== mark(question)) throw badCursor(given);
  return place;
}

export function badCursor(given: unknown): ApiError {
  return invalid(`The start_cursor provided is invalid: ${String(given)}`);
}

function parts(given: unknown): unknown[] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(String(given), 'base64url').toString());
    return Array.isArray(parsed) ? parsed : [];
  } catch {
    return [];
  }
}

function mark(question: unknown): string {
  return createHash('sha1').update(JSON.stringify(question)).digest('base64url').slice(0, 12);
}

/** The given page size. Throws validation_error for what is no number from 1 to 100. */
export function pageSizeOf(given: unknown, where: 'body' | 'query' = 'body'): number {
  if (given === undefined || given === null) return 100;
  const is = (rule: string): ApiError =>
    invalid(
      `${where} failed validation: ${where}.page_size should be ${rule}, instead was \`${JSON.stringify(given)}\`.`,
    );
  const size = where === 'query' ? Number(given) : given;
  if (typeof size !== 'number' || !Number.isInteger(size)) throw is('a number or `undefined`');
  if (size < 1) throw is('≥ `1`');
  if (size > 100) throw is('≤ `100`');
  return size;
}
