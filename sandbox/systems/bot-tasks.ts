// Tasks of the Notion Bot API: each is a page in Notion and a record in its MongoDB. They should be equal; a sync that was
// lost has left some behind.
import { notionDatabases, notionPageId } from '../company.js';
import { dateText, day, hour, turn } from '../notion/company/values.js';

export interface Task {
  title: string;
  status: string;
  priority: string;
  assignee: string;
  /** yyyy-mm-dd */
  dueDate: string;
}

export interface SeededTask {
  /** The record's `_id`: 24 hex digits. */
  recordId: string;
  pageId: string;
  createdAt: number;
  editedAt: number;
  inNotion: Task;
  inMongo: Task;
  /** What the record has not heard of; empty for most. */
  leftBehind: Partial<Task>;
}

const count = 36;
const subjects = [
  'Renew certificate',
  'Invite supplier',
  'Check invoices',
  'Order laptops',
  'Plan audit',
] as const;

export function botTasks(now: number): SeededTask[] {
  return Array.from({ length: count }, (_, number) => {
    const inNotion: Task = {
      title: `${turn(subjects, number)} ${Math.floor(number / subjects.length) + 1}`,
      status: turn(['Done', 'In progress', 'Not started'], number),
      priority: turn(['medium', 'high', 'low', 'medium'], number),
      assignee: turn(['Ana Torres', 'Ben Okafor', 'Jon Berg'], number),
      dueDate: dateText(now + (number - 12) * day),
    };
    const leftBehind = staleFields(number);
    return {
      recordId: `66f0c1d2${String(number).padStart(16, '0')}`,
      pageId: notionPageId(notionDatabases.botTasks, number),
      createdAt: now - (60 - number) * day,
      editedAt: now - (count - number) * 5 * hour,
      inNotion,
      inMongo: { ...inNotion, ...leftBehind },
      leftBehind,
    };
  });
}

function staleFields(number: number): Partial<Task> {
  if (number === 7) return { status: 'Not started' };
  if (number === 16) return { status: 'In progress', assignee: 'Eve Novak' };
  return number === 28 ? { title: 'Order laptop' } : {};
}
