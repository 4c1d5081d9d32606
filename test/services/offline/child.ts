// Another replica, for offline.test.ts: `on <directory>` turns offline mode on for an hour, `off <directory>` off; `keep
// <directory>` remembers an answer.
import { createLastKnown } from '../../../src/services/offline/last-known.js';
import { createOffline } from '../../../src/services/offline/create-offline.js';
import { openSqlite } from '../../../src/services/store/sqlite.js';

const [task, directory = ''] = process.argv.slice(2);
const store = openSqlite(directory);
const parts = { store, now: Date.now };
const ben = { person: 'ben', via: 'slack' } as const;
const until = Date.now() + 3_600_000;
if (task === 'on')
  await createOffline(parts).turnOn(ben, { reason: 'Notion is down', until, run: 'R-1' });
if (task === 'off') await createOffline(parts).turnOff(ben);
if (task === 'keep')
  await createLastKnown(parts).keep(
    { operation: 'freshness', input: {} },
    { status: 'good', headline: 'All fresh' },
  );
await store.close();
