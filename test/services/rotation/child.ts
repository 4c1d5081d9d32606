// Another process that begins a rotation on the same store, for create-rotations.test.ts: `<directory> <request>`; prints
// the id of the rotation that it got.
import { writeSync } from 'node:fs';
import { createRotations } from '../../../src/services/rotation/create-rotations.js';
import { openSqlite } from '../../../src/services/store/sqlite.js';

const [directory = '', request = ''] = process.argv.slice(2);
const rotations = createRotations({
  store: openSqlite(directory),
  credentials: {},
  rotateAfterDays: 90,
  settingOf: () => undefined,
  checks: {},
  lastUsedOf: async () => null,
  audit: { append: async () => {} },
  now: Date.now,
});
const { id } = await rotations.begin('notion', { person: request, via: 'terminal' }, request);
writeSync(1, id);
