// Something of the sandbox's that is asked for again and again while it is on show.
import { useCallback, useEffect, useState } from 'react';
import { getJson, HttpError } from '../api/http.js';
import { share } from '../api/share.js';

export interface Polled<Value> {
  value: Value | null;
  /** absent: this sandbox has no such thing. */
  status: 'loading' | 'there' | 'absent' | 'failed';
  refresh(): Promise<void>;
  set(value: Value): void;
}

/** @param every milliseconds; null: once */
export function usePolled<Value>(path: string, every: number | null): Polled<Value> {
  const [found, setFound] = useState<Pick<Polled<Value>, 'value' | 'status'>>({
    value: null,
    status: 'loading',
  });
  const refresh = useCallback(async () => {
    try {
      const value = await getJson<Value>(path);
      setFound((before) => share(before, { value, status: 'there' as const }));
    } catch (error) {
      const absent = error instanceof HttpError && error.status === 404;
      setFound((before) =>
        share(before, { ...before, status: absent ? ('absent' as const) : ('failed' as const) }),
      );
    }
  }, [path]);
  useEffect(() => {
    void refresh();
    if (every === null) return undefined;
    const timer = setInterval(() => void refresh(), every);
    return () => clearInterval(timer);
  }, [refresh, every]);
  const set = useCallback((value: Value) => setFound({ value, status: 'there' }), []);
  return { ...found, refresh, set };
}
