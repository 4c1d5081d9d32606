// 10,000 pending escalations that are due over a minute: how late each person is called, and how late everything is done that a
// call writes. By one process on SQLite, or with `--replicas 3` by several on the pretended MongoDB, one of which leads.
// `npx tsx bench/escalations.ts [escalations] [seconds] [--replicas 3] [--mongodb URI]`
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startMongoReplicaSet } from '../sandbox/mongodb/replica-set.js';
import { until } from '../sandbox/until.js';
import { incidentsSchema } from '../src/config/incidents-schema.js';
import { systemActor } from '../src/core/actor.js';
import { openIncident } from '../src/core/incident-machine.js';
import { shortId } from '../src/core/short-id.js';
import { requestCards } from '../src/services/cards/rows.js';
import { incidentRecords, newRecord } from '../src/services/incidents/incident-records.js';
import { ruleOf } from '../src/services/incidents/incident-rules.js';
import { notices } from '../src/services/paging/notices.js';
import { openStore } from '../src/services/store/open-store.js';
import { timers } from '../src/services/timers/timers.js';
import { report } from './archive.js';
import { percentile, row } from './figures.js';
import { watchUsage } from './support/bot-usage.js';
import { asked, given } from './support/started.js';

const amount = Number(given[0] ?? 10_000);
const seconds = Number(given[1] ?? 60);
const atOnce = 250;
const minute = 60_000;
const ids: string[] = [];
const rules = incidentsSchema.parse({});

const directory = mkdtempSync(join(tmpdir(), 'ppm-escalations-'));
const pretended = asked.replicas > 1 && !asked.mongodb ? await startMongoReplicaSet() : null;
const uri = asked.mongodb ?? pretended?.uri;
const memory = { PPM_DATA_DIR: directory, ...(uri === undefined ? {} : { MONGODB_URI: uri }) };
const store = openStore(memory);

const prepared = performance.now();
const begin = Date.now() + 20_000 * asked.replicas;
for (let from = 0; from < amount; from += atOnce)
  await Promise.all(
    Array.from({ length: Math.min(atOnce, amount - from) }, (_, n) =>
      prepare(from + n, Math.round(begin + ((from + n) * seconds * 1_000) / amount)),
    ),
  );
console.log(
  `${amount.toLocaleString('en')} escalations prepared in ${((performance.now() - prepared) / 1_000).toFixed(1)} s`,
);

const workers = Array.from({ length: asked.replicas }, (_, n) =>
  fork(fileURLToPath(new URL('support/escalation-worker.ts', import.meta.url)), {
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, ...memory, LEADS: String(n === 0) },
  }),
);
await until('its time has come', () => Date.now() >= begin, begin - Date.now() + minute);
const usage = watchUsage(workers.map(({ pid }) => ({ pid: () => pid ?? null })));
// Those after it are due in a quarter of an hour.
const pending = () =>
  store.count(timers, { index: 'byDue', equals: ['pending'], max: begin + seconds * 1_000 });
await until('all are done', async () => (await pending()) === 0, (seconds + 120) * 1_000);
const took = (Date.now() - begin) / 1_000;
const { cpu } = usage();
for (const worker of workers) worker.disconnect();

const [called, done] = [await calls(), await ends()];
console.log(
  `${called.length.toLocaleString('en')} calls in ${took.toFixed(1)} s: ${(called.length / took).toFixed(0)} a second, ${cpu.toFixed(2)} cores`,
);
console.log(row('due to call stored', called));
console.log(row('due to everything done', done));
report('called', `${called.length} of ${amount}`, called.length === amount);
report('p99', `${percentile(done, 0.99).toFixed(0)} ms`, percentile(done, 0.99) <= 1_000);
await store.close();
await pretended?.close();
rmSync(directory, { recursive: true });

/** Milliseconds from when each was due. */
async function calls(): Promise<number[]> {
  const found = await Promise.all(ids.map((id) => store.get(notices, `esc:${id}:1:1`)));
  return found.flatMap((notice) => (notice ? [notice.doc.createdAt - notice.doc.dueAt] : []));
}

async function ends(): Promise<number[]> {
  const found = await Promise.all(ids.map((id) => store.get(timers, `esc:${id}:1:1`)));
  return found.flatMap((timer) => (timer?.doc.doneAt ? [timer.doc.doneAt - timer.doc.dueAt] : []));
}

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
  const [isNew] = await Promise.all([
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
  // Ids of its own for each run would not help: what an earlier one has left pending is called as well once it is due.
  if (!isNew) throw new Error('An earlier run is in this database: give it an empty one.');
}
