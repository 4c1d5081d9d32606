// How fast slash commands and clicks are acknowledged at 50 a second for a minute. Measured at the Slack simulator, from
// the envelope sent to the acknowledgement received. `npx tsx bench/acknowledge.ts [seconds]
// [--replicas 3] [--mongodb URI]`
import { people } from '../sandbox/company.js';
import { buttonsOf, personAt } from '../sandbox/person.js';
import { row } from './figures.js';
import { end, given, openStarted } from './support/started.js';

const perSecond = 50;
const seconds = Number(given[0] ?? 60);

const company = await openStarted();
const [ana, ben] = [personAt(company.slack, people[0].id), personAt(company.slack, people[1].id)];
await ana.types('/ppm table restore main.silver.projects --version 13');
const card = await ana.sees('the plan', (message) => buttonsOf(message).includes('Approve'));

const millis: Record<string, number[]> = { slash_commands: [], block_actions: [] };
let read = 0;
function collect(): void {
  for (const entry of company.slack.traffic(read)) {
    read = entry.n;
    if (entry.direction === 'in' && entry.millis !== undefined)
      millis[entry.name]?.push(entry.millis);
  }
}

const asked: Promise<unknown>[] = [];
const started = performance.now();
for (let n = 0; n < perSecond * seconds; n += 1) {
  const due = started + (n * 1000) / perSecond;
  const wait = due - performance.now();
  if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
  // A click by the requester is refused, so that the card stays as it is.
  asked.push(n % 2 ? ana.clicks(card, 'Approve') : ben.types('/ppm approvals'));
  if (n % 25 === 0) collect();
}
await Promise.all(asked);
collect();
console.log(row('slash command acknowledged', millis['slash_commands'] ?? []));
console.log(row('click acknowledged', millis['block_actions'] ?? []));
await end(company);
