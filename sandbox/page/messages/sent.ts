// What was sent from a composer before, for the arrow keys.
import { useRef } from 'react';
import { isStrings, useKept } from '../shell/kept.js';

const most = 50;

export function useSent(person: string) {
  const [sent, setSent] = useKept<string[]>(`sent:${person}`, [], isStrings);
  const at = useRef<number | null>(null);
  return {
    remember(text: string): void {
      at.current = null;
      setSent([...sent.filter((other) => other !== text), text].slice(-most));
    },
    /** The one before or after the one that is shown; null when there is none. */
    step(by: -1 | 1): string | null {
      const from = at.current ?? sent.length;
      const next = from + by;
      if (next < 0) return null;
      at.current = next >= sent.length ? null : next;
      return sent[next] ?? '';
    },
    forgetPlace(): void {
      at.current = null;
    },
    isWalking: (): boolean => at.current !== null,
  };
}
