// Where one writes: Enter sends, `/ppm …` goes to the bot as a slash command.
import {
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type RefObject,
} from 'react';
import { bot } from '../../company.js';
import type { ClientState } from '../../slack/protocol.js';
import { useDesk } from '../api/context.js';
import { Icon } from '../shell/icon.js';
import { useDrafts } from './drafts.js';
import { HintList } from './hint-list.js';
import { hintsFor, type Hint } from './hints.js';
import { useOperations } from './operations.js';
import { useSent } from './sent.js';

export function Composer(props: { channel: ClientState['channels'][number]; threadTs?: string }) {
  const { channel, threadTs } = props;
  const { state, directory, tell, toast } = useDesk();
  const drafts = useDrafts();
  const key = threadTs ?? channel.id;
  const draft = drafts.texts[key] ?? '';
  const [closedFor, setClosedFor] = useState<string | null>(null);
  const [at, setAt] = useState(-1);
  const area = useRef<HTMLTextAreaElement>(null);
  const sent = useSent(state.me);
  const operations = useOperations();
  const listId = useId();
  const title = directory.channelTitle(channel.id);
  const name = threadTs === undefined ? `Message ${title}` : 'Reply to thread';
  const hints = closedFor === draft ? [] : hintsFor(draft, directory, operations);

  useLayoutEffect(() => fitTo(area.current, draft), [draft]);
  useFocus(area, drafts.calls);

  const write = (text: string): void => {
    drafts.write(key, text);
    setAt(-1);
  };
  const complete = (hint: Hint): void => {
    write(hint.draft);
    setClosedFor(hint.draft);
    area.current?.focus();
  };
  const send = async (): Promise<void> => {
    const text = draft.trim();
    if (text === '') return;
    const isCommand = /^\/\S/.test(text);
    if (isCommand && threadTs !== undefined) {
      toast(`${text.split(/\s/)[0] ?? ''} is not supported in threads.`);
      return;
    }
    if (isCommand && text !== bot.command && !text.startsWith(`${bot.command} `)) {
      toast(`${text.split(/\s/)[0] ?? ''} is not a command here. Try ${bot.command} help.`);
      return;
    }
    sent.remember(text);
    write('');
    if (isCommand)
      await tell({
        type: 'command',
        channel: channel.id,
        text: text.slice(bot.command.length).trim(),
      });
    else
      await tell({
        type: 'message',
        channel: channel.id,
        text,
        ...(threadTs === undefined ? {} : { threadTs }),
      });
  };
  const walk = (event: KeyboardEvent, by: -1 | 1): void => {
    const text = sent.step(by);
    if (text === null) return;
    event.preventDefault();
    write(text);
    setClosedFor(text);
  };
  const keys = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    const picked = hints[at];
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      if (picked) complete(picked);
      else void send();
    } else if (hints.length > 0 && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setAt(at < 0 && step < 0 ? hints.length - 1 : (at + step + hints.length) % hints.length);
    } else if (
      hints.length > 0 &&
      event.key === 'Tab' &&
      !event.shiftKey &&
      hints[Math.max(0, at)]
    ) {
      const hint = hints[Math.max(0, at)];
      event.preventDefault();
      if (hint) complete(hint);
    } else if (hints.length > 0 && event.key === 'Escape') {
      event.preventDefault();
      setClosedFor(draft);
    } else if (event.key === 'ArrowUp' && (draft === '' || sent.isWalking())) walk(event, -1);
    else if (event.key === 'ArrowDown' && sent.isWalking()) walk(event, 1);
  };

  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {hints.length > 0 && (
        <HintList id={listId} hints={hints} at={at} complete={complete} point={setAt} />
      )}
      <div className="composer-frame">
        <textarea
          ref={area}
          rows={1}
          aria-label={name}
          aria-autocomplete="list"
          aria-controls={hints.length > 0 ? listId : undefined}
          aria-activedescendant={at >= 0 && hints[at] ? `${listId}-${at}` : undefined}
          placeholder={threadTs === undefined ? `${name} – or type ${bot.command}` : 'Reply …'}
          value={draft}
          onChange={(event) => {
            sent.forgetPlace();
            write(event.target.value);
          }}
          onKeyDown={keys}
          onBlur={() => setClosedFor(draft)}
        />
        <div className="composer-foot">
          <span className="composer-hint">
            <kbd>Enter</kbd> sends · <kbd>Shift Enter</kbd> new line · <kbd>↑</kbd> last sent
          </span>
          <button type="submit" className="send" aria-label="Send" disabled={draft.trim() === ''}>
            <Icon name="send" />
          </button>
        </div>
      </div>
    </form>
  );
}

/** As high as its text, within reason. */
function fitTo(field: HTMLTextAreaElement | null, text: string): void {
  if (!field) return;
  field.style.height = 'auto';
  if (text !== '') field.style.height = `${Math.min(field.scrollHeight, 240)}px`;
}

/** One can write at once, in a conversation just opened and after a suggestion. */
function useFocus(area: RefObject<HTMLTextAreaElement | null>, calls: number): void {
  const answered = useRef(-1);
  useEffect(() => {
    if (answered.current === calls) return;
    answered.current = calls;
    area.current?.focus();
  }, [area, calls]);
}
