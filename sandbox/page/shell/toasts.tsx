// Short notes at the bottom of the window, mostly about what did not work.
import { useCallback, useEffect, useRef, useState } from 'react';
import { Icon } from './icon.js';

export interface Toast {
  id: number;
  text: string;
}

const shownFor = 8_000;
let last = 0;

export function useToasts() {
  const [toasts, setToasts] = useState<Toast[]>([]);
  const dismiss = useCallback(
    (id: number) => setToasts((all) => all.filter((toast) => toast.id !== id)),
    [],
  );
  const toast = useCallback(
    (text: string) => {
      last += 1;
      const id = last;
      setToasts((all) => [...all.filter((other) => other.text !== text).slice(-2), { id, text }]);
      setTimeout(() => dismiss(id), shownFor);
    },
    [dismiss],
  );
  return { toasts, toast, dismiss };
}

export function Toasts(props: { toasts: readonly Toast[]; dismiss: (id: number) => void }) {
  const shelf = useRef<HTMLDivElement>(null);
  // Shown anew each time, to be above a form that was opened meanwhile.
  useEffect(() => {
    const shown = shelf.current;
    if (props.toasts.length === 0 || !shown) return undefined;
    shown.showPopover();
    return () => shown.hidePopover();
  }, [props.toasts]);
  return (
    <div
      ref={shelf}
      popover="manual"
      className="toasts"
      role="status"
      aria-live="assertive"
      aria-label="Notes"
    >
      {props.toasts.map((toast) => (
        <div className="toast" key={toast.id}>
          <Icon name="warning" />
          <span>{toast.text}</span>
          <button
            type="button"
            className="icon-button"
            aria-label="Dismiss note"
            onClick={() => props.dismiss(toast.id)}
          >
            <Icon name="close" />
          </button>
        </div>
      ))}
    </div>
  );
}
