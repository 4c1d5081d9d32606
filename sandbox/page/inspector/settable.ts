// Switches of the sandbox's: a change shows at once, changes are sent one after the other, and the last one counts.
import { useCallback, useRef } from 'react';
import { sendJson } from '../api/http.js';
import { useDesk } from '../api/context.js';
import { usePolled, type Polled } from './polled.js';

export interface Settable<Value> extends Pick<Polled<Value>, 'value' | 'status'> {
  /** @param shown what it will be @param body what is sent for that */
  change(shown: Value, body: unknown): void;
}

const every = 1_500;

export function useSettable<Value>(path: string, method: 'POST' | 'PUT'): Settable<Value> {
  const { toast } = useDesk();
  const { value, status, set, refresh } = usePolled<Value>(path, every);
  const sending = useRef<Promise<void>>(Promise.resolve());
  const last = useRef(0);
  const change = useCallback(
    (shown: Value, body: unknown) => {
      last.current += 1;
      const mine = last.current;
      set(shown);
      const send = async (): Promise<void> => {
        try {
          const settled = await sendJson<Value>(method, path, body);
          if (mine === last.current) set(settled);
        } catch (error) {
          toast(`Not set: ${String(error)}`);
          await refresh();
        }
      };
      sending.current = sending.current.then(send);
    },
    [path, method, set, refresh, toast],
  );
  return { value, status, change };
}
