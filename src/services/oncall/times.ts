// Times and ends as people type them for on-call and maintenance: an instant with its zone, what the clock of the on-call zone
// shows, or a span.
import { DateTime } from 'luxon';
import { z } from 'zod';
import { Problem } from '../../core/problem.js';
import { spanOf } from '../sync/when.js';
import { instantOf } from './wall-clock.js';

const timeText = z.string().max(40);

/** For an input that may be empty. */
export function timeInput(description: string) {
  return timeText.optional().meta({ field: 'datetime', description });
}

/** The two inputs of which exactly one says when something ends. */
export const endInputs = {
  for: z.string().max(20).optional().describe('How long: 30m, 8h, 2d'),
  until: timeInput('Or its end: 2026-11-22T18:00 (on-call zone), or with a zone'),
};

interface End {
  for?: string | undefined;
  until?: string | undefined;
}

/** For `superRefine`. On `for` where both are missing, so that a form asks for it. */
export function oneEnd(
  input: End,
  context: { addIssue(issue: { code: 'custom'; path: string[]; message: string }): void },
): void {
  if (input.for === undefined && input.until === undefined)
    context.addIssue({
      code: 'custom',
      path: ['for'],
      message: 'Give --for, or --until for a time.',
    });
  if (input.for !== undefined && input.until !== undefined)
    context.addIssue({
      code: 'custom',
      path: ['until'],
      message: 'Give --for or --until, not both.',
    });
}

/**
 * @param from epoch milliseconds
 * @returns epoch milliseconds
 * @throws Problem invalid_input naming `for` or `until`
 */
export function endOf(input: End, from: number, zone: string): number {
  return input.until === undefined
    ? from + spanOf(input.for ?? '', 'for')
    : timeOf(input.until, zone, 'until');
}

/**
 * `2026-11-22T18:00` in the zone, or `2026-11-22T18:00:00Z`, `2026-11-22 18:00+01:00` wherever it is.
 * @returns epoch milliseconds
 * @throws Problem invalid_input naming the field
 */
export function timeOf(text: string, zone: string, field: string): number {
  const [, day, time, offset] =
    /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s*(Z|[+-]\d{2}:?\d{2})?$/i.exec(
      text.trim(),
    ) ?? [];
  const read = DateTime.fromISO(`${day ?? ''}T${time ?? ''}${offset ?? 'Z'}`, { zone: 'utc' });
  if (day === undefined || !read.isValid)
    throw new Problem(
      'invalid_input',
      `${JSON.stringify(text.slice(0, 40))} is not a time.`,
      `Write 2026-11-22T18:00 (in ${zone}), or with a zone: 2026-11-22T18:00Z.`,
      { field },
    );
  return offset === undefined ? instantOf(read.toMillis(), zone) : read.toMillis();
}

/** Does something that refuses `until`; where a span was typed, the refusal is about `for`. */
export async function withTypedEnd<T>(input: End, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof Problem) || error.field !== 'until' || input.for === undefined)
      throw error;
    const { code, message, hint, suggestions } = error;
    throw new Problem(code, message, hint, { field: 'for', suggestions, cause: error });
  }
}
