// Fills a memory for copy-store.test.ts, in a process of its own: the database's file is let go for certain only when its
// process ends. `<directory>`: 505 documents of three collections, five of them audit entries, one replaced.
import { createAuditLog } from '../../src/services/audit/audit-log.js';
import { openSqlite } from '../../src/services/store/sqlite.js';
import { notes, texts } from './notes-to-copy.js';

const store = openSqlite(process.argv[2] ?? '');
const audit = createAuditLog(store);
for (let seq = 1; seq <= 5; seq += 1)
  await audit.append({
    key: `k${seq}`,
    at: seq,
    actor: { person: 'Ana', via: 'terminal' },
    action: 'token.issued',
    subject: 'Ana',
    detail: texts[0] ?? '',
  });
await Promise.all(
  Array.from({ length: 497 }, (_, at) => store.insert(notes, `n${at}`, { at, 'a.b': { $c: 1 } })),
);
for (const [at, note] of texts.entries())
  await store.insert({ ...notes, name: 'more-notes' }, `日 ${at} $.`, { note, at: -at });
await store.replace(notes, 'n7', 1, { at: null, note: 'again' });
