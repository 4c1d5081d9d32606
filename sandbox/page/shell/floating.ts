// Places a menu beside what opened it, above everything else, also inside a dialog: it is a popover in the top layer.
import { useEffect, useLayoutEffect, useRef, type RefObject } from 'react';

const margin = 8;

export interface FloatingOptions {
  anchor: RefObject<HTMLElement | null>;
  close: () => void;
  /** As wide as the anchor at least. */
  stretch?: boolean;
  prefer?: 'below' | 'above';
}

/** A ref for the popover; the element must have popover="manual". */
export function useFloating<Shown extends HTMLElement>(
  options: FloatingOptions,
): RefObject<Shown | null> {
  const shown = useRef<Shown>(null);
  const { anchor, close, stretch = false, prefer = 'below' } = options;
  const latestClose = useRef(close);
  useEffect(() => {
    latestClose.current = close;
  });

  useLayoutEffect(() => {
    const popover = shown.current;
    const beside = anchor.current;
    if (!popover || !beside) return undefined;
    popover.showPopover();
    const place = (): void => {
      const at = beside.getBoundingClientRect();
      if (stretch) popover.style.minWidth = `${at.width}px`;
      const { width, height } = popover.getBoundingClientRect();
      const below = window.innerHeight - at.bottom - margin;
      const above = at.top - margin;
      const goesUp =
        prefer === 'above' ? above >= Math.min(height, below) : below < height && above > below;
      const room = Math.max(120, (goesUp ? above : below) - 4);
      popover.style.maxHeight = `${Math.min(360, room)}px`;
      const tall = Math.min(height, 360, room);
      popover.style.top = `${goesUp ? at.top - tall - 4 : at.bottom + 4}px`;
      popover.style.left = `${Math.max(margin, Math.min(at.left, window.innerWidth - width - margin))}px`;
    };
    place();
    const grown = new ResizeObserver(place);
    grown.observe(popover);
    const outside = (event: PointerEvent): void => {
      const { target } = event;
      if (!(target instanceof Node) || popover.contains(target) || beside.contains(target)) return;
      latestClose.current();
    };
    document.addEventListener('pointerdown', outside, true);
    window.addEventListener('resize', place);
    document.addEventListener('scroll', place, true);
    return () => {
      grown.disconnect();
      document.removeEventListener('pointerdown', outside, true);
      window.removeEventListener('resize', place);
      document.removeEventListener('scroll', place, true);
    };
  }, [anchor, stretch, prefer]);

  return shown;
}
