// A process of its own that takes wake-ups and never ends its work: says the id of each that it begins.
import { openReplica } from './redis-replicas.js';

const [url = ''] = process.argv.slice(2);
openReplica('child', {
  url,
  work: async (id) => {
    process.send?.(id);
    await new Promise(() => {});
  },
});
