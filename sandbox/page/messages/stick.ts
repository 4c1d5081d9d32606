// Keeps a scrolled list at its end, as long as the person has not scrolled away from it.
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';

const near = 60;

/** @param last changes when something new is at the end */
export function useStick(last: string) {
  const scroller = useRef<HTMLDivElement>(null);
  const sticks = useRef(true);
  const [atEnd, setAtEnd] = useState(true);

  const toEnd = useCallback(() => {
    const list = scroller.current;
    if (list) list.scrollTop = list.scrollHeight;
  }, []);

  const seen = useRef('');
  useLayoutEffect(() => {
    if (seen.current === last) return;
    seen.current = last;
    if (sticks.current) toEnd();
  }, [last, toEnd]);

  useEffect(() => {
    const list = scroller.current;
    if (!list) return undefined;
    let measured = '';
    const isAnew = (): boolean => {
      const now = `${list.scrollHeight} ${list.clientHeight} ${list.clientWidth}`;
      const changed = now !== measured;
      measured = now;
      return changed;
    };
    // Cards grow in place, and the window changes its size: neither is a person scrolling.
    const look = (): void => {
      if (isAnew() && sticks.current) toEnd();
      sticks.current = list.scrollHeight - list.scrollTop - list.clientHeight < near;
      setAtEnd(sticks.current);
    };
    const grown = new ResizeObserver(look);
    grown.observe(list);
    for (const part of list.children) grown.observe(part);
    list.addEventListener('scroll', look, { passive: true });
    return () => {
      grown.disconnect();
      list.removeEventListener('scroll', look);
    };
  }, [toEnd]);

  return { scroller, atEnd, toEnd };
}
