// Another process that works on the same store, for sqlite.test.ts: `insert <directory>` writes until it is killed and
// prints each id once it is acknowledged; `increment <directory> <times>` counts up one shared document;
// `open <directory> <times> <start>` opens new files at the same moments as its siblings, from `start` on.
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { openSqlite } from '../../../src/services/store/sqlite.js';
import { update } from '../../../src/services/store/update.js';
import { counters } from './counters.js';

const [task, directory = '', times = '0', start = '0'] = process.argv.slice(2);

if (task === 'open') {
  for (let turn = 0; turn < Number(times); turn += 1) {
    const moment = Number(start) + turn * 15;
    while (Date.now() < moment);
    const store = openSqlite(join(directory, String(turn)));
    await store.insert(counters, String(process.pid), { count: turn });
  }
} else if (task === 'insert') {
  const store = openSqlite(directory);
  for (let count = 0; ; count += 1) {
    const id = `i${count}`;
    if (await store.insert(counters, id, { count })) writeSync(1, `${id}\n`);
  }
} else {
  const store = openSqlite(directory);
  await store.insert(counters, 'shared', { count: 0 });
  for (let turn = 0; turn < Number(times); turn += 1)
    await update(store, counters, 'shared', (doc) => ({ ...doc, count: doc.count + 1 }));
  await store.list(counters, { index: 'byBoth', limit: 1 });
}
