// Something of the sandbox's that is asked for again and again while it is on show.
import { useCallback, useEffect, useRef, useState } from 'react';
import { getJson, HttpError } from '../api/http.js';
import { share } from '../api/share.js';

interface Found<Value> {
  value: Value | null;
  /** absent: this sandbox has no such thing. */
  status: 'loading' | 'there' | 'absent' | 'failed';
}

export interface Polled<Value> extends Found<Value> {
  refresh(): Promise<void>;
  set(value: Value): void;
}

/** @param every milliseconds; null: once */
export function usePolled<Value>(path: string, every: number | null): Polled<Value> {
  const [found, setFound] = useState<Found<Value>>({ value: null, status: 'loading' });
  const sets = useRef(0);
  const refresh = useCallback(async () => {
    const asked = sets.current;
    const seen = await look<Value>(path);
    // What was asked for before the last change would undo it on the screen.
    if (sets.current === asked) setFound((before) => share(before, { ...before, ...seen }));
  }, [path]);
  useEffect(() => poll(refresh, every), [refresh, every]);
  const set = useCallback((value: Value) => {
    sets.current += 1;
    setFound({ value, status: 'there' });
  }, []);
  return { ...found, refresh, set };
}

function poll(refresh: () => Promise<void>, every: number | null): () => void {
  let isRunning = true;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const again = async (): Promise<void> => {
    await refresh();
    if (isRunning && every !== null) timer = setTimeout(() => void again(), every);
  };
  void again();
  return () => {
    isRunning = false;
    clearTimeout(timer);
  };
}

async function look<Value>(path: string): Promise<Partial<Found<Value>>> {
  try {
    return { value: await getJson<Value>(path), status: 'there' };
  } catch (error) {
    return { status: error instanceof HttpError && error.status === 404 ? 'absent' : 'failed' };
  }
}
