// "Are you sure?": the question that Slack asks before an element is used. It stands above the page, so that it stays
// when the message behind it changes meanwhile.
import {
  createContext,
  useCallback,
  useContext,
  useEffect,
  useId,
  useRef,
  useState,
  type ReactNode,
} from 'react';
import type { Json } from '../../slack/json.js';
import { plainOf, TextObject } from '../blocks/text.js';

type Ask = (question: Json) => Promise<boolean>;
const ConfirmContext = createContext<Ask>(() => Promise.resolve(true));

export function useConfirm(): Ask {
  return useContext(ConfirmContext);
}

interface Asked {
  question: Json;
  answer(yes: boolean): void;
}

export function ConfirmProvider({ children }: { children: ReactNode }) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const ask = useCallback<Ask>(
    (question) =>
      new Promise((resolve) => {
        setAsked({
          question,
          answer(yes) {
            setAsked(null);
            resolve(yes);
          },
        });
      }),
    [],
  );
  return (
    <ConfirmContext.Provider value={ask}>
      {children}
      {asked && <ConfirmDialog {...asked} />}
    </ConfirmContext.Provider>
  );
}

function ConfirmDialog({ question, answer }: Asked) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const shown = dialog.current;
    const before = document.activeElement;
    shown?.showModal();
    return () => {
      shown?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  const yes = question.style === 'danger' ? 'button-danger-filled' : 'button-primary-filled';
  return (
    <dialog
      ref={dialog}
      className="dialog confirm"
      role="alertdialog"
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-text`}
      onCancel={(event) => {
        event.preventDefault();
        answer(false);
      }}
    >
      <header className="dialog-head">
        <h2 id={`${id}-title`}>{plainOf(question.title)}</h2>
      </header>
      <div className="dialog-body" id={`${id}-text`}>
        <TextObject of={question.text} />
      </div>
      <footer className="dialog-foot">
        <button type="button" className="button" onClick={() => answer(false)}>
          {plainOf(question.deny)}
        </button>
        <button type="button" className={`button ${yes}`} autoFocus onClick={() => answer(true)}>
          {plainOf(question.confirm)}
        </button>
      </footer>
    </dialog>
  );
}
