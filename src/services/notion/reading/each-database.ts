// The same question to several databases: one that can't be read doesn't take the answer of the others away.
import { Problem } from '../../../core/problem.js';
import type { Finding } from '../../../core/report.js';
import type { Database } from '../../systems/systems.js';
import { fullName } from '../writing/page-place.js';
import { handful, sideBySide } from './side-by-side.js';

export interface Answered<Answer> {
  database: Database;
  answer: Answer;
}

export interface Unread {
  database: Database;
  problem: Problem;
}

export interface Answers<Answer> {
  read: Answered<Answer>[];
  unread: Unread[];
}

/**
 * @throws Problem of the first one when none could be read, and cancelled; whatever is no Problem
 */
export async function eachDatabase<Answer>(
  databases: readonly Database[],
  ask: (database: Database) => Promise<Answer>,
): Promise<Answers<Answer>> {
  const one = async (database: Database): Promise<Answered<Answer> | Unread> => {
    try {
      return { database, answer: await ask(database) };
    } catch (error) {
      if (!(error instanceof Problem) || error.code === 'cancelled') throw error;
      return { database, problem: error };
    }
  };
  const all = await sideBySide(databases, handful, one);
  const read = all.filter((answered) => 'answer' in answered);
  const unread = all.filter((answered) => 'problem' in answered);
  if (read.length === 0 && unread[0]) throw unread[0].problem;
  return { read, unread };
}

/** What `notion access` can say more about. */
const accessCodes: ReadonlySet<Problem['code']> = new Set([
  'not_found',
  'outside_refused',
  'invalid_input',
]);

/** A finding for each database that could not be read. */
export function unreadFindings(unread: readonly Unread[]): Finding[] {
  return unread.map(({ database, problem }) => ({
    severity: 'warning',
    title: `${fullName(database)} could not be read`,
    evidence: problem.message,
    fix: problem.hint,
    ...(accessCodes.has(problem.code)
      ? { suggestion: { label: 'Check access', operation: 'notion.access', input: {} } }
      : {}),
  }));
}
