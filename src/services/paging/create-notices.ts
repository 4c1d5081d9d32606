// Notices in the store. The row comes first: whoever sweeps asks for the messages that a process which died did not.
import type { Redraw } from '../cards/rows.js';
import type { Store } from '../store/store.js';
import { requestNoticeCards } from './notice-cards.js';
import { notices, type Notice, type Notices } from './notices.js';

/** @param options.now epoch milliseconds */
export function createNotices(options: {
  store: Store;
  now: () => number;
  redraw: Redraw;
}): Notices {
  const { store, now, redraw } = options;
  return {
    async send({ people, ...asked }) {
      // Mostly a repeat: reading takes no lock.
      if (await store.get(notices, asked.id)) return;
      const at = now();
      const notice: Notice = {
        ...asked,
        people: [...people],
        createdAt: at,
        slackAt: null,
        callAt: null,
        callFailures: 0,
        settled: false,
        wakeAt: at,
      };
      if (!(await store.insert(notices, notice.id, notice))) return;
      await requestNoticeCards(store, notice, at);
      redraw({ kind: 'notice', id: notice.id });
    },
  };
}
