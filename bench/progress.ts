// From the approver's click on Approve in the form to the first change of the card in the channel, for runs one after the
// other. `npx tsx bench/progress.ts [runs] [--replicas 3] [--mongodb URI]`
import { row } from './figures.js';
import { restoreOnce } from './support/restore.js';
import { end, given, openStarted } from './support/started.js';

const runs = Number(given[0] ?? 30);
const company = await openStarted();

const visible: number[] = [];
for (let n = 0; n < runs; n += 1) visible.push((await restoreOnce(company)).visible);
console.log(row('click to visible progress', visible));
await end(company);
