// The sync of the OberaConnect customers (runbook oberaconnect, "Partial Sync Failure"), as far as one sees from outside:
// its flags, its lines, its exit code. 0: all synced; 1: not all, or none; 2: wrong flags.
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

const memory = 'customer-status-sync.json';
const options = optionsIn(process.argv.slice(2), {
  flags: ['--verbose', '--full-sync', '--retry-failed'],
  values: ['--batch-delay'],
});
logTo('oberaconnect/sync.log');
const pause = secondsOf(options['--batch-delay']);
const retries = options['--retry-failed'] === true;
const all = Array.from({ length: 42 }, (_, number) => `customer-${1000 + number}`);

const failedBefore = recall(memory, { failed: [] }).failed;
const records = retries ? failedBefore : options['--full-sync'] === true ? all : all.slice(0, 25);
const fault = faultOf('customer-status-sync');
say('INFO', `Sync started: ${records.length} records, batches of 10, delay ${pause} s`);
failWhole(fault);

const failed = await syncAll(records, {
  batch: 10,
  pause,
  isPartial: fault === 'partial',
  isVerbose: options['--verbose'] === true,
});
const kept = retries ? [] : failedBefore.filter((record) => !records.includes(record));
remember(memory, { failed: [...kept, ...failed] });
say('INFO', `BatchResult: ${records.length - failed.length} of ${records.length} synced`);
if (failed.length > 0) {
  say('ERROR', `Sync ended with ${failed.length} failed records; run again with --retry-failed`);
  process.exit(1);
}
say('INFO', 'Sync completed');
