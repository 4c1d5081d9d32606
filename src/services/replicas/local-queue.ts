// Wakes work up in this process, at once: all there is without Redis, and what is left when Redis is away.
import type { Log } from '../log.js';
import type { WakeTopic } from './replicas.js';

export type Work = (id: string) => Promise<void>;

export interface LocalQueue {
  attend(topic: WakeTopic, work: Work): void;
  /** Begins now. Resolves when the work has ended, at once where nobody attends the topic here or it has closed. Never fails. */
  work(topic: WakeTopic, id: string): Promise<void>;
  /** Begins nothing more; what is under way is waited for by those whose work it is. */
  close(): void;
}

/** The same id of a topic is never worked on twice at once: woken meanwhile, it is worked on once more afterwards. */
export function createLocalQueue(log: Pick<Log, 'warn'>): LocalQueue {
  const attendees = new Map<WakeTopic, Work>();
  const underWay = new Map<string, Promise<void>>();
  const again = new Set<string>();
  let isClosed = false;

  async function attempt(topic: WakeTopic, id: string, work: Work): Promise<void> {
    try {
      await work(id);
    } catch (error) {
      log.warn({ err: error, topic, id }, 'work that was woken up failed');
    }
  }

  async function begin(topic: WakeTopic, id: string, work: Work): Promise<void> {
    const key = `${topic} ${id}`;
    do await attempt(topic, id, work);
    while (again.delete(key));
    underWay.delete(key);
  }

  return {
    attend: (topic, work) => void attendees.set(topic, work),
    work(topic, id) {
      const work = attendees.get(topic);
      if (work === undefined || isClosed) return Promise.resolve();
      const key = `${topic} ${id}`;
      const current = underWay.get(key);
      if (current) {
        again.add(key);
        return current;
      }
      const done = begin(topic, id, work);
      underWay.set(key, done);
      return done;
    },
    close() {
      isClosed = true;
      again.clear();
    },
  };
}
