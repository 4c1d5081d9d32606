// The sync of the Wittwizz tasks (runbook wittwizz, "Common Sync Errors & Recovery"), as far as one sees from outside.
// It holds a lock while it runs. 0: all synced; 1: not all, or none; 2: wrong flags; 75: locked.
import {
  failWhole,
  faultOf,
  logTo,
  optionsIn,
  recall,
  remember,
  say,
  secondsOf,
  syncAll,
} from './script.mjs';

const memory = 'wittwizz-sync.json';
const options = optionsIn(process.argv.slice(2), {
  flags: ['--retry-failed'],
  values: ['--page-id', '--event', '--batch-delay'],
});
logTo('notion-sync.log');
const pause = secondsOf(options['--batch-delay']);
const state = recall(memory, { lock: null, failed: [] });

if (state.lock !== null) {
  say('ERROR', `sync failed: locked by process ${state.lock.pid} since ${state.lock.since}`);
  say('ERROR', 'clear it with reset-sync-state --clear-locks --retry-failed');
  process.exit(75);
}
const fault = faultOf('notion-sync');
remember(memory, { ...state, lock: { pid: process.pid, since: new Date().toISOString() } });
if (fault === 'stale_lock') {
  say('ERROR', 'sync failed: killed while it held its lock');
  process.exit(137);
}
let { failed } = state;
process.on('exit', () => remember(memory, { lock: null, failed }));
process.on('SIGTERM', () => process.exit(143));

const page = options['--page-id'];
const records = recordsFor(page, options['--retry-failed'] === true);
say('INFO', `sync started: ${records.length} records`);
if (page !== undefined) say('INFO', `page ${page}, event ${options['--event'] ?? 'page.updated'}`);
failWhole(fault);

const left = await syncAll(records, { batch: 16, pause, isPartial: fault === 'partial' });
failed = [...failed.filter((record) => !records.includes(record)), ...left];
const count = `${records.length - left.length} of ${records.length} synced`;
if (left.length > 0) {
  say('ERROR', `sync failed in part: ${count}`);
  process.exit(1);
}
say('SUCCESS', `sync completed: ${count}`);

function recordsFor(one, retries) {
  if (one !== undefined) return [one];
  return retries ? state.failed : Array.from({ length: 64 }, (_, place) => `task-${place + 1}`);
}
