// Private answers and notices that the person has dismissed: Slack forgets them, and so does this window.
import { useCallback } from 'react';
import { isStrings, useKept } from '../shell/kept.js';

const most = 500;

export function useHidden(person: string) {
  const [hidden, setHidden] = useKept<string[]>(`hidden:${person}`, [], isStrings);
  const isHidden = useCallback((id: string) => hidden.includes(id), [hidden]);
  const hide = useCallback(
    (id: string) => setHidden([...hidden, id].slice(-most)),
    [hidden, setHidden],
  );
  return { isHidden, hide };
}
