// Which backup somebody means: the newest one at or before a time, or one by its name.
import { z } from 'zod';
import { Problem } from '../../../core/problem.js';
import type { Backup } from './backups.js';

/** Exactly one of the two. */
export const backupInputs = {
  date: z.iso
    .datetime({ offset: true })
    .optional()
    .describe('A time such as 2025-01-10T12:00:00Z: the newest backup until then'),
  backup: z.string().optional().describe('Or the name of a backup'),
};

/** For `superRefine`. On `date` where both are missing, so that a form asks for it. */
export function oneBackup(
  { date, backup }: { date?: string | undefined; backup?: string | undefined },
  context: { addIssue(issue: { code: 'custom'; path: string[]; message: string }): void },
): void {
  if (date === undefined && backup === undefined)
    context.addIssue({
      code: 'custom',
      path: ['date'],
      message: 'Give --date, or --backup for a name.',
    });
  if (date !== undefined && backup !== undefined)
    context.addIssue({
      code: 'custom',
      path: ['backup'],
      message: 'Give --date or --backup, not both.',
    });
}

/**
 * @param all of this database, newest first
 * @param asked.now epoch milliseconds
 * @throws Problem not_found with what there is, invalid_input for a time to come
 */
export function pickBackup(
  all: readonly Backup[],
  asked: {
    /** Of the database. */
    name: string;
    date?: string | undefined;
    backup?: string | undefined;
    now: number;
  },
): Backup {
  const until = asked.date === undefined ? null : Date.parse(asked.date);
  // The backup that is made first thing would be the newest one then.
  if (until !== null && until > asked.now)
    throw new Problem('invalid_input', 'That time has not come yet.', 'Give a time in the past.', {
      field: 'date',
    });
  const found =
    until === null
      ? all.find(({ name, label }) => name === asked.backup || label === asked.backup)
      : all.find(({ endedAt, complete }) => complete && endedAt <= until);
  if (found) return found;
  throw new Problem(
    'not_found',
    until === null
      ? `${asked.name} has no backup ${JSON.stringify((asked.backup ?? '').slice(0, 80))}.`
      : `${asked.name} has no complete backup from before ${new Date(until).toISOString()}.`,
    all.length === 0
      ? `There is none at all: notion backup ${asked.name}`
      : `There are ${all
          .slice(0, 5)
          .map(({ name }) => name)
          .join(', ')}${all.length > 5 ? ' and older ones' : ''}.`,
    { field: until === null ? 'backup' : 'date' },
  );
}
