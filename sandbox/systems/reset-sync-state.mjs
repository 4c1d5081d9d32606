// Clears the lock that a killed Wittwizz sync left, and syncs again what failed (runbook wittwizz, "Reset Sync State").
import { logTo, optionsIn, recall, remember, say, syncAll } from './script.mjs';

const memory = 'wittwizz-sync.json';
const options = optionsIn(process.argv.slice(2), { flags: ['--clear-locks', '--retry-failed'] });
logTo('notion-sync.log');
let state = recall(memory, { lock: null, failed: [] });

if (options['--clear-locks'] === true) {
  const { lock } = state;
  state = { ...state, lock: null };
  remember(memory, state);
  say('INFO', lock === null ? 'no lock was held' : `cleared the lock of process ${lock.pid}`);
}
if (options['--retry-failed'] === true) {
  await syncAll(state.failed, { batch: 16, pause: 0 });
  remember(memory, { ...state, failed: [] });
  say('SUCCESS', `retried ${state.failed.length} failed pages`);
}
