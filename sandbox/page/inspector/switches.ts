// Faults as data: what each is called, and what can be set about it.

export type SettingKind =
  | { kind: 'number'; least: number }
  | { kind: 'text' }
  | { kind: 'choice'; choices: readonly (string | number)[] };

export interface Setting {
  name: string;
  label: string;
  initial: string | number;
  type: SettingKind;
}

export interface FaultSwitch {
  key: string;
  title: string;
  note: string;
  settings: readonly Setting[];
  /** The fault is its only setting's value itself, or just true where it has none. */
  bare?: true;
}

export const number = (name: string, label: string, initial: number, least = 0): Setting => ({
  name,
  label,
  initial,
  type: { kind: 'number', least },
});
export const text = (name: string, label: string, initial: string): Setting => ({
  name,
  label,
  initial,
  type: { kind: 'text' },
});
export const choice = (
  name: string,
  label: string,
  choices: readonly (string | number)[],
): Setting => ({
  name,
  label,
  initial: choices[0] ?? '',
  type: { kind: 'choice', choices },
});
const method = text('method', 'Method', '*');
const count = number('count', 'Times', 1, -1);

export const slackSwitches: readonly FaultSwitch[] = [
  {
    key: 'down',
    title: 'Slack is down',
    note: 'Nothing answers: connections are cut, the socket is closed and refused.',
    settings: [],
    bare: true,
  },
  {
    key: 'rateLimited',
    title: 'Rate limited',
    note: 'Calls are answered 429 with Retry-After. * stands for every method, -1 for always.',
    settings: [method, number('retryAfterSeconds', 'Retry after (s)', 2), count],
  },
  {
    key: 'serverError',
    title: 'Server error',
    note: 'Calls are answered 500 before anything is done.',
    settings: [method, count],
  },
  {
    key: 'lostReply',
    title: 'Lost reply',
    note: 'The call is carried out, then the connection is cut without an answer.',
    settings: [method, count],
  },
];

const match = (initial: string): Setting => text('match', 'Statement matches', initial);

export const warehouseSwitches: readonly FaultSwitch[] = [
  {
    key: 'down',
    title: 'The warehouse is down',
    note: 'Connections are cut as they come.',
    settings: [],
    bare: true,
  },
  {
    key: 'coldStart',
    title: 'Cold start',
    note: 'The first statement starts the warehouse, and waits with all others.',
    settings: [number('millis', 'Milliseconds', 5_000)],
  },
  {
    key: 'unavailable',
    title: 'Unavailable',
    note: 'The next requests are answered 503.',
    settings: [number('count', 'Times', 2), number('retryAfterSeconds', 'Retry after (s)', 1)],
  },
  {
    key: 'tooManyRequests',
    title: 'Too many requests',
    note: 'The next requests are answered 429.',
    settings: [number('count', 'Times', 2), number('retryAfterSeconds', 'Retry after (s)', 1)],
  },
  {
    key: 'unauthorized',
    title: 'Unauthorized',
    note: 'Every request is answered 401 (no valid token) or 403 (not allowed).',
    settings: [choice('value', 'Answer', [401, 403])],
    bare: true,
  },
  {
    key: 'lostReply',
    title: 'Lost reply',
    note: 'The connection is cut without an answer, after the statement has taken effect or before.',
    settings: [
      match('RESTORE'),
      number('count', 'Times', 1),
      choice('phase', 'When', ['after-commit', 'before-run']),
    ],
  },
  {
    key: 'slow',
    title: 'Slow statements',
    note: 'Matching statements run this long before they commit.',
    settings: [match('RESTORE'), number('millis', 'Milliseconds', 4_000)],
  },
  {
    key: 'failStatement',
    title: 'Failing statements',
    note: 'Matching statements fail with this text and change nothing.',
    settings: [
      match('RESTORE'),
      text('error', 'Error', 'INTERNAL_ERROR: the cluster is out of memory'),
      number('count', 'Times', 1),
    ],
  },
  {
    key: 'denied',
    title: 'Privilege denied',
    note: 'The user lacks the privilege on the tables that match.',
    settings: [
      text('match', 'Table matches', 'main.silver.projects'),
      choice('privilege', 'Privilege', ['MODIFY', 'SELECT']),
    ],
  },
];
