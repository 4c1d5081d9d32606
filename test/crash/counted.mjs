// A sync that somebody else wrote: notes when it begins and when it ends, and takes a moment.
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const file = join(process.env.PPM_DATA_DIR ?? '.', 'counted.log');
const note = (what) =>
  appendFileSync(file, `${JSON.stringify({ what, at: Date.now(), pid: process.pid })}\n`);
note('begins');
await pause(300);
note('ends');
