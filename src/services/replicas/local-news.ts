// Tells news inside this process: all there is without Redis, and the last yard of what came over Redis.
import type { Log } from '../log.js';
import type { News, NewsItem } from './replicas.js';

export type Told = NewsItem | { kind: 'lost' };

export interface LocalNews extends News {
  /** To the listeners here; a listener that throws does not keep the others from hearing it. */
  tell(news: Told): void;
}

export function createLocalNews(log: Pick<Log, 'warn'>): LocalNews {
  const listeners: ((news: Told) => void)[] = [];
  return {
    tell(news) {
      for (const listener of listeners)
        try {
          listener(news);
        } catch (error) {
          log.warn({ err: error, news: news.kind }, 'news could not be taken in');
        }
    },
    listen: (listener) => void listeners.push(listener),
  };
}
