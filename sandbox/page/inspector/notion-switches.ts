// Faults of the pretend Notion, and of the syncs that others do.
import { choice, number, text, type FaultSwitch } from './switches.js';

const match = text('match', 'Call matches', '.*');
const times = number('count', 'Times', 2, 1);
const retryAfter = number('retryAfterSeconds', 'Retry after (s)', 2);

export const notionSwitches: readonly FaultSwitch[] = [
  {
    key: 'down',
    title: 'Notion is down',
    note: 'Connections are cut as they come.',
    settings: [],
    bare: true,
  },
  {
    key: 'unauthorized',
    title: 'Unauthorized',
    note: 'Every call is answered 401: the token is not valid any more.',
    settings: [],
    bare: true,
  },
  {
    key: 'restricted',
    title: 'Restricted',
    note: 'Matching calls are answered 403: the integration lacks a capability.',
    settings: [match],
  },
  {
    key: 'rateLimited',
    title: 'Rate limited',
    note: 'The next calls are answered 429 with Retry-After, whatever the budget says.',
    settings: [times, retryAfter],
  },
  {
    key: 'overloaded',
    title: 'Overloaded',
    note: 'The next calls are answered 529 with Retry-After.',
    settings: [times, retryAfter],
  },
  {
    key: 'serverError',
    title: 'Server error',
    note: 'Matching calls fail before anything is done.',
    settings: [match, times, choice('status', 'Answer', [500, 502, 503])],
  },
  {
    key: 'lostReply',
    title: 'Lost reply',
    note: 'The call is carried out, then the connection is cut without an answer.',
    settings: [text('match', 'Call matches', 'POST|PATCH'), times],
  },
  {
    key: 'conflict',
    title: 'Conflict',
    note: 'Matching calls are answered 409: somebody else was saving.',
    settings: [text('match', 'Call matches', 'PATCH'), times],
  },
  {
    key: 'badCursor',
    title: 'Bad cursor',
    note: 'Cursors that were given out are refused: 400 validation_error.',
    settings: [times],
  },
  {
    key: 'stuckCursor',
    title: 'Stuck cursor',
    note: 'Every page of a query gives the cursor of the first one again.',
    settings: [],
    bare: true,
  },
  {
    key: 'slow',
    title: 'Slow',
    note: 'Matching calls take this much longer.',
    settings: [match, number('millis', 'Milliseconds', 1_500)],
  },
];

const wholeFailures = ['unauthorized', 'rate_limited', 'schema', 'timeout', 'crash'] as const;

export const syncSwitches: readonly FaultSwitch[] = [
  {
    key: 'customer-status-sync',
    title: 'OberaConnect: customer status sync',
    note: 'partial: some records are not synced until --retry-failed. The others: none is.',
    settings: [
      choice('kind', 'Fails with', ['partial', ...wholeFailures]),
      number('count', 'Times', 1, -1),
    ],
  },
  {
    key: 'notion-sync',
    title: 'Wittwizz: Notion sync',
    note: 'stale_lock: it dies and leaves its lock, until sync unlock clears it.',
    settings: [
      choice('kind', 'Fails with', ['stale_lock', 'partial', ...wholeFailures]),
      number('count', 'Times', 1, -1),
    ],
  },
  {
    key: 'notion-bot-api',
    title: 'Notion Bot API: task sync',
    note: 'It answers 503, or not at all.',
    settings: [
      choice('kind', 'Fails with', ['unavailable', 'timeout']),
      number('count', 'Times', 1, -1),
    ],
  },
];
