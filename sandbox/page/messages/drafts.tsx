// What is written and not yet sent, by conversation: it is still there when one comes back.
import { createContext, useCallback, useContext, useMemo, useState, type ReactNode } from 'react';

interface Drafts {
  texts: Record<string, string>;
  write(key: string, text: string): void;
  /** Grows when a composer should take the focus because something was written into it from elsewhere. */
  calls: number;
  suggest(key: string, text: string): void;
}

const DraftsContext = createContext<Drafts | null>(null);

export function useDrafts(): Drafts {
  const drafts = useContext(DraftsContext);
  if (!drafts) throw new Error('There are no drafts around this.');
  return drafts;
}

export function DraftsProvider({ children }: { children: ReactNode }) {
  const [texts, setTexts] = useState<Record<string, string>>({});
  const [calls, setCalls] = useState(0);
  const write = useCallback(
    (key: string, text: string) => setTexts((before) => ({ ...before, [key]: text })),
    [],
  );
  const suggest = useCallback(
    (key: string, text: string) => {
      write(key, text);
      setCalls((before) => before + 1);
    },
    [write],
  );
  const drafts = useMemo(() => ({ texts, write, calls, suggest }), [texts, write, calls, suggest]);
  return <DraftsContext.Provider value={drafts}>{children}</DraftsContext.Provider>;
}
