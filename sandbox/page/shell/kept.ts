// Small things that the browser remembers. Where it won't, they last as long as the page.
import { useCallback, useState } from 'react';

function load<Value>(
  key: string,
  initial: Value,
  isValue: (value: unknown) => value is Value,
): Value {
  try {
    const stored = localStorage.getItem(`ppm:${key}`);
    const value: unknown = stored === null ? null : JSON.parse(stored);
    return isValue(value) ? value : initial;
  } catch {
    return initial;
  }
}

export function useKept<Value>(
  key: string,
  initial: Value,
  isValue: (value: unknown) => value is Value,
): [Value, (value: Value) => void] {
  const [value, setValue] = useState(() => load(key, initial, isValue));
  const keep = useCallback(
    (next: Value) => {
      setValue(next);
      try {
        localStorage.setItem(`ppm:${key}`, JSON.stringify(next));
      } catch {
        // Storage may be full or forbidden: then it is not remembered.
      }
    },
    [key],
  );
  return [value, keep];
}

export function isBoolean(value: unknown): value is boolean {
  return typeof value === 'boolean';
}

export function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
