// Two processes that share wake-ups and news in a test's own memory: what one wakes, the other one takes.
import type { News, Queue, Replicas, WakeTopic } from '../../../src/services/replicas/replicas.js';

type Told = Parameters<Parameters<News['listen']>[0]>[0];

export interface Together {
  /** Takes wake-ups only where `takes`. */
  replica(takes: boolean): Pick<Replicas, 'queue' | 'news'>;
  /** `run R-1` */
  woken: string[];
  told: Told[];
}

export function openTogether(): Together {
  const workers = new Map<WakeTopic, (id: string) => Promise<void>>();
  const listeners: ((told: Told) => void)[] = [];
  const woken: string[] = [];
  const told: Told[] = [];
  const news: News = {
    tell(item) {
      told.push(item);
      for (const listener of listeners) listener(item);
    },
    listen: (listener) => void listeners.push(listener),
  };
  return {
    woken,
    told,
    replica(takes) {
      const queue: Queue = {
        wake(topic, id) {
          woken.push(`${topic} ${id}`);
          void workers.get(topic)?.(id);
        },
        attend: (topic, work) => void (takes && workers.set(topic, work)),
        leave: () => {},
      };
      return { queue, news };
    },
  };
}
