// Another replica, for tuned-ttls.test.ts: reads the same projects often enough through its own cache on the same store, each
// time anew, then tunes and prints what it has changed.
import { openSqlite } from '../../../src/services/store/sqlite.js';
import { byCreation, cacheSite } from './site.js';

const [directory = ''] = process.argv.slice(2);
const store = openSqlite(directory);
const { cache, ask } = cacheSite(store);
await ask(1);
for (let pageSize = 1; pageSize <= 12; pageSize += 1) await ask(1, { ...byCreation, pageSize });
console.log(JSON.stringify(await cache.tune()));
await store.close();
