// Keys that work everywhere on the page, also while somebody types: with Ctrl, or Cmd on a Mac.
import { useEffect } from 'react';

/** @param letter in lower case @param use must stay the same function between two drawings that mean the same */
export function useShortcut(letter: string, use: () => void): void {
  useEffect(() => {
    const keys = (event: KeyboardEvent): void => {
      const isOurs = event.key.toLowerCase() === letter && (event.ctrlKey || event.metaKey);
      if (!isOurs || event.shiftKey || event.altKey) return;
      event.preventDefault();
      if (!event.repeat) use();
    };
    addEventListener('keydown', keys);
    return () => removeEventListener('keydown', keys);
  }, [letter, use]);
}
