// 10,000 pending escalations that are due over a minute, on SQLite: how late each person is called, with everything that a
// call writes (notice, messages, timeline, audit, timers). `npx tsx bench/escalations.ts [escalations] [seconds]`
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { incidentsSchema } from '../src/config/incidents-schema.js';
import { systemActor } from '../src/core/actor.js';
import { openIncident } from '../src/core/incident-machine.js';
import { shortId } from '../src/core/short-id.js';
import { createAuditLog } from '../src/services/audit/audit-log.js';
import { requestCards } from '../src/services/cards/rows.js';
import { createEscalation, type Escalation } from '../src/services/escalation/escalation.js';
import { createIncidents } from '../src/services/incidents/create-incidents.js';
import { incidentRecords, newRecord } from '../src/services/incidents/incident-records.js';
import { ruleOf } from '../src/services/incidents/incident-rules.js';
import { createNotices } from '../src/services/paging/create-notices.js';
import { notices } from '../src/services/paging/notices.js';
import { openSqlite } from '../src/services/store/sqlite.js';
import { createTimers } from '../src/services/timers/create-timers.js';
import { startTimers } from '../src/services/timers/start-timers.js';
import { timers } from '../src/services/timers/timers.js';
import { percentile, row } from './figures.js';

const amount = Number(process.argv[2] ?? 10_000);
const seconds = Number(process.argv[3] ?? 60);
const atOnce = 250;
const minute = 60_000;
const ids: string[] = [];

const directory = mkdtempSync(join(tmpdir(), 'ppm-escalations-'));
const store = openSqlite(directory);
const rules = incidentsSchema.parse({});
const log = { warn: console.error, error: console.error };
const escalation: Escalation = createEscalation({
  timers: createTimers({ store }),
  notices: createNotices({ store, now: Date.now, redraw: () => {} }),
  incidents: {
    get: (id) => incidents.get(id),
    change: (id, event) => incidents.change(id, event),
  },
  oncall: {
    peopleFor: async (level) => [{ person: level, slack: `U0${level}`, via: 'slack' }],
  },
  rules,
  directory: { membersOf: async () => [], fromSlack: () => systemActor },
  stakeholders: undefined,
  now: Date.now,
});
const incidents = createIncidents({
  store,
  audit: createAuditLog(store),
  now: Date.now,
  follow: escalation.follow,
  rules,
  channel: 'C0INC',
  redraw: () => {},
  log,
});

const prepared = performance.now();
const begin = Date.now() + 20_000;
for (let from = 0; from < amount; from += atOnce)
  await Promise.all(
    Array.from({ length: Math.min(atOnce, amount - from) }, (_, n) =>
      prepare(from + n, Math.round(begin + ((from + n) * seconds * 1_000) / amount)),
    ),
  );
console.log(
  `${amount.toLocaleString('en')} escalations prepared in ${((performance.now() - prepared) / 1_000).toFixed(1)} s`,
);
if (Date.now() > begin) throw new Error('preparing them took too long');

const done: number[] = [];
const running = startTimers({
  store,
  now: Date.now,
  log,
  work: escalation.work,
  lateness: (late) => void done.push(late * 1_000),
});
const cpu = process.cpuUsage();
// Those after it are due in a quarter of an hour.
while (done.length < amount && Date.now() < begin + (seconds + 120) * 1_000)
  await new Promise((resolve) => setTimeout(resolve, 100));
const took = (Date.now() - begin) / 1_000;
const { user, system } = process.cpuUsage(cpu);
await running.stop();

const called = (await Promise.all(ids.map((id) => store.get(notices, `esc:${id}:1:1`)))).flatMap(
  (notice) => (notice ? [notice.doc.createdAt - notice.doc.dueAt] : []),
);
console.log(
  `${called.length.toLocaleString('en')} calls in ${took.toFixed(1)} s: ${(called.length / took).toFixed(0)} a second, ${((user + system) / 1e6 / took).toFixed(2)} cores`,
);
console.log(row('due to call stored', called));
console.log(row('due to everything done', done));
const isMet = called.length === amount && percentile(done, 0.99) <= 1_000;
console.log(isMet ? 'met: p99 at most 1 s' : 'MISSED: p99 at most 1 s');
await store.close();
rmSync(directory, { recursive: true });
process.exitCode = isMet ? 0 : 1;

/** An incident and its timers as they are shortly before its second step. */
async function prepare(n: number, dueAt: number): Promise<void> {
  const id = shortId('I', `bench ${n}`) + n;
  ids.push(id);
  const roundAt = dueAt - 15 * minute;
  const incident = openIncident({
    id,
    title: 'Notion sync is down',
    severity: 'P1',
    system: null,
    channel: 'C0INC',
    by: systemActor,
    at: roundAt,
    groups: [],
    rule: ruleOf('P1', rules, roundAt),
  });
  const record = { ...newRecord(incident, `bench ${n}`), audited: 1, pending: false };
  const timer = { kind: 'escalate', incident: id, round: 1, doneAt: null } as const;
  await Promise.all([
    store.insert(incidentRecords, id, record),
    requestCards(store, {
      record: { kind: 'incident', id },
      channel: 'C0INC',
      priority: 0,
      parent: null,
      now: roundAt,
    }),
    ...[
      { step: 0, dueAt: roundAt, state: 'done' } as const,
      { step: 1, dueAt, state: 'pending' } as const,
      { step: 2, dueAt: dueAt + 15 * minute, state: 'pending' } as const,
    ].map((more) => store.insert(timers, `esc:${id}:1:${more.step}`, { ...timer, ...more })),
  ]);
}
