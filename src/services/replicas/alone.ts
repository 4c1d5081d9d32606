// One process by itself: it wakes its own work, tells its own news, and is always the one that does what one alone can do.
import type { Log } from '../log.js';
import { createLocalNews } from './local-news.js';
import { createLocalQueue } from './local-queue.js';
import type { Replicas } from './replicas.js';

export function createAlone(log: Pick<Log, 'warn'>): Replicas {
  const queue = createLocalQueue(log);
  return {
    queue: {
      wake: (topic, id) => void queue.work(topic, id),
      attend: queue.attend,
      leave: () => {},
    },
    news: createLocalNews(log),
    election: { isLeader: () => true, stand: () => {} },
    limit: null,
    cache: null,
    probe: null,
    close: async () => queue.close(),
  };
}
