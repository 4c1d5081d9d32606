// Something of the sandbox's that is asked for again and again while it is on show.
import { useCallback, useEffect, useState } from 'react';
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

type Update<Value> = (change: (before: Found<Value>) => Found<Value>) => void;

/** @param every milliseconds; null: once */
export function usePolled<Value>(path: string, every: number | null): Polled<Value> {
  const [found, setFound] = useState<Found<Value>>({ value: null, status: 'loading' });
  useEffect(() => poll(path, every, setFound), [path, every]);
  const refresh = useCallback(() => look(path, setFound), [path]);
  const set = useCallback((value: Value) => setFound({ value, status: 'there' }), []);
  return { ...found, refresh, set };
}

function poll<Value>(path: string, every: number | null, update: Update<Value>): () => void {
  let isRunning = true;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const again = async (): Promise<void> => {
    await look<Value>(path, (change) => isRunning && update(change));
    if (isRunning && every !== null) timer = setTimeout(() => void again(), every);
  };
  void again();
  return () => {
    isRunning = false;
    clearTimeout(timer);
  };
}

async function look<Value>(path: string, update: Update<Value>): Promise<void> {
  try {
    const value = await getJson<Value>(path);
    update((before) => share(before, { value, status: 'there' }));
  } catch (error) {
    const isAbsent = error instanceof HttpError && error.status === 404;
    update((before) => ({ ...before, status: isAbsent ? 'absent' : 'failed' }));
  }
}
