// What a maintenance window may not be, told to the person who asks for it.
import { Problem } from '../../core/problem.js';
import { stamp } from '../sync/when.js';
import { systemNamed, type Systems } from '../systems/systems.js';
import type { MaintenanceWindow } from './maintenance.js';
import type { Span } from './occurrences.js';

const minute = 60_000;
const longestDays = 7;

/** @throws Problem invalid_input (field `from` or `until`) */
export function checkTimes({ from, until }: Span, now: number): void {
  if (until <= from)
    throw refused(
      'until',
      'It would end before it begins.',
      'Give an end that is later than its beginning.',
    );
  if (until <= now)
    throw refused('until', 'It would end in the past.', 'Give an end that is still to come.');
  // Whoever types a time to the minute may be a little late with it.
  if (from < now - minute)
    throw refused(
      'from',
      'It would begin in the past.',
      'Give a beginning that is still to come, or use `maintenance start`.',
    );
  if (until - from > longestDays * 24 * 60 * minute)
    throw refused(
      'until',
      `It would last longer than ${longestDays} days.`,
      'Plan several, or silence alerts with `alert silence`.',
    );
}

/** @throws Problem invalid_input (field `system`) */
export function systemOf(systems: Systems, name: string): string {
  return name === '*' ? name : systemNamed(systems, name).name;
}

export function overlapping({ id, from, until }: MaintenanceWindow): Problem {
  return new Problem(
    'not_possible',
    `It overlaps ${id} of the same system, from ${stamp(from)} until ${stamp(until)}.`,
    `End that one first (\`maintenance end ${id}\`), or choose another time.`,
    {
      field: 'system',
      suggestions: [{ label: `End ${id}`, operation: 'maintenance.end', input: { window: id } }],
    },
  );
}

export function unknownWindow(id: string): Problem {
  return new Problem(
    'not_found',
    `There is no maintenance window ${id.slice(0, 40)}.`,
    '`maintenance` lists those that are active or to come.',
    { field: 'window' },
  );
}

const overWords = {
  verifying: 'is at its end',
  ended: 'has ended',
  cancelled: 'was called off',
} as const;

export function isOverAlready(id: string, state: keyof typeof overWords): Problem {
  return new Problem(
    'already_decided',
    `${id} ${overWords[state]} already.`,
    '`maintenance` lists those that are active or to come.',
    { field: 'window' },
  );
}

function refused(field: string, message: string, hint: string): Problem {
  return new Problem('invalid_input', message, hint, { field });
}
