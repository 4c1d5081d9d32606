// What stands in the pretended MongoDB of the Notion Bot API beside its tasks: too few indexes, and what the profiler has seen
// because of that. (Runbook notion-bot-api, "Database Optimization" and "Issue 2: High Latency")
import type { Document } from 'mongodb';

export const seededDatabase = 'notion_bot';
const tasks = `${seededDatabase}.tasks`;

/** For startMongo: those of the runbook's "Add Indexes" without `user_id` and `updated_at`. */
export const seededIndexes: Readonly<Record<string, readonly Document[]>> = {
  [tasks]: [
    { key: { status: 1, created_at: -1 }, name: 'status_1_created_at_-1' },
    { key: { notion_page_id: 1 }, name: 'notion_page_id_1' },
  ],
};

/** Entries of system.profile, the newest last. @param now epoch ms */
export function slowQueries(now: number): Document[] {
  const minute = 60_000;
  const entry = (minutesAgo: number, filter: Document, figures: Document): Document => ({
    op: 'query',
    ns: tasks,
    command: { find: 'tasks', filter, limit: 50, $db: seededDatabase },
    keysExamined: 0,
    docsExamined: 41_873,
    cursorExhausted: true,
    nreturned: 12,
    planSummary: 'COLLSCAN',
    ts: new Date(now - minutesAgo * minute),
    client: '172.18.0.4',
    appName: 'notion-bot-api',
    user: '',
    ...figures,
  });
  return [
    entry(48, { user_id: 'u-1042' }, { millis: 1840 }),
    entry(
      31,
      { status: 'Not started' },
      {
        millis: 118,
        keysExamined: 5210,
        docsExamined: 5210,
        nreturned: 50,
        planSummary: 'IXSCAN { status: 1, created_at: -1 }',
      },
    ),
    entry(17, { user_id: 'u-0007' }, { millis: 1625, nreturned: 3 }),
    entry(4, { user_id: 'u-1042', status: 'Done' }, { millis: 1712, nreturned: 7 }),
  ];
}
