// A process that dies before or after its n-th write: from then on nothing of it reaches the store.
import type { Store } from '../../../src/services/store/store.js';

export interface Mortal {
  store: Store;
  isDead(): boolean;
}

/** @param diesAt 1 dies before the first write, 2 after it, 3 before the second … */
export function mortalStore(store: Store, diesAt: number): Mortal {
  let moments = 0;
  let isDead = false;
  const live = (): void => {
    if (isDead) throw new Error('kill -9');
  };
  const writing = async <T>(act: () => Promise<T>): Promise<T> => {
    const moment = (): void => {
      live();
      moments += 1;
      isDead = moments >= diesAt;
      live();
    };
    moment();
    const result = await act();
    moment();
    return result;
  };
  return {
    isDead: () => isDead,
    store: {
      insert: (...args) => writing(() => store.insert(...args)),
      replace: (...args) => writing(() => store.replace(...args)),
      remove: (...args) => writing(() => store.remove(...args)),
      async get(...args) {
        live();
        return store.get(...args);
      },
      async list(...args) {
        live();
        return store.list(...args);
      },
      async count(...args) {
        live();
        return store.count(...args);
      },
      time: () => store.time(),
      close: () => store.close(),
    },
  };
}
