// One form: its blocks, what is wrong with them, and the buttons that send or close it.
import { useEffect, useId, useRef, useState } from 'react';
import type { ClientView } from '../../slack/protocol.js';
import { useDesk } from '../api/context.js';
import { Blocks } from '../blocks/blocks.js';
import { failureText, SurfaceProvider, useHeld } from '../blocks/surface.js';
import { Avatar } from '../shell/avatar.js';
import { Icon } from '../shell/icon.js';
import { bot } from '../../company.js';

export function Modal(props: { view: ClientView; isTop: boolean; isFirst: boolean }) {
  const { view, isTop, isFirst } = props;
  const { act, tell } = useDesk();
  const held = useHeld(view.blocks);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const dialog = useDialog(isTop, view.hash);
  const id = useId();
  useFocusOnError(dialog, view.errors);

  const submit = async (): Promise<void> => {
    if (isBusy || view.submit === undefined) return;
    setBusy(true);
    setProblem(null);
    const result = await act({ type: 'view_submit', viewId: view.id, values: held.values });
    setBusy(false);
    // What is wrong with an input stands under it.
    if (!result.ok && result.error !== 'invalid_input') setProblem(failureText(result.error));
  };
  const close = (all: boolean): void => {
    void tell({ type: 'view_close', viewId: view.id, ...(all ? { all: true } : {}) });
  };

  return (
    <dialog
      ref={dialog}
      className="dialog modal"
      aria-labelledby={`${id}-title`}
      onCancel={(event) => {
        event.preventDefault();
        close(isFirst);
      }}
    >
      <form
        noValidate
        className="modal-form"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <header className="dialog-head">
          {!isFirst && (
            <button
              type="button"
              className="icon-button"
              aria-label="Back"
              onClick={() => close(false)}
            >
              <Icon name="left" />
            </button>
          )}
          <Avatar person={bot.userId} size={28} />
          <h2 id={`${id}-title`} tabIndex={-1}>
            {view.title}
          </h2>
          <button
            type="button"
            className="icon-button"
            aria-label="Dismiss form"
            onClick={() => close(true)}
          >
            <Icon name="close" />
          </button>
        </header>
        <div className="dialog-body" aria-live="polite">
          {problem !== null && (
            <div className="alert alert-error" role="alert">
              {problem}
            </div>
          )}
          <SurfaceProvider
            container={{ kind: 'view', viewId: view.id }}
            held={held}
            errors={view.errors}
          >
            <Blocks blocks={view.blocks} />
          </SurfaceProvider>
        </div>
        <footer className="dialog-foot">
          <button type="button" className="button" onClick={() => close(false)}>
            {view.close ?? (view.submit === undefined ? 'Close' : 'Cancel')}
          </button>
          {view.submit !== undefined && (
            <button type="submit" className="button button-primary-filled" aria-busy={isBusy}>
              {view.submit}
            </button>
          )}
        </footer>
      </form>
    </dialog>
  );
}

/** Opens the dialog while it is on top; focus goes to its first input, and back to where it was at the end. */
function useDialog(isTop: boolean, hash: string) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const shown = dialog.current;
    if (!isTop || !shown) return undefined;
    const before = document.activeElement;
    shown.showModal();
    return () => {
      shown.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, [isTop]);
  const drawn = useRef('');
  // A loading view has nothing to type into; when its content comes, the first input gets the focus.
  useEffect(() => {
    const shown = dialog.current;
    if (!isTop || !shown || drawn.current === hash) return;
    drawn.current = hash;
    const focused = document.activeElement;
    if (focused?.matches('.dialog-body *')) return;
    const first =
      shown.querySelector<HTMLElement>('.dialog-body [autofocus]') ??
      shown.querySelector<HTMLElement>('.dialog-body :is(input, textarea, select)') ??
      shown.querySelector<HTMLElement>('h2');
    first?.focus();
  }, [isTop, hash]);
  return dialog;
}

function useFocusOnError(
  dialog: { current: HTMLDialogElement | null },
  errors: Record<string, string>,
): void {
  useEffect(() => {
    if (Object.keys(errors).length === 0) return;
    const wrong = dialog.current?.querySelector<HTMLElement>('[aria-invalid="true"]');
    (wrong?.matches('[role$="group"]') === true
      ? wrong.querySelector<HTMLElement>('input')
      : wrong
    )?.focus();
  }, [dialog, errors]);
}
