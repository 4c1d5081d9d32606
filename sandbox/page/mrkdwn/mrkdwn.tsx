// Draws mrkdwn and plain text as Slack does.
import { Fragment, memo, useMemo, type ReactNode } from 'react';
import { useDesk } from '../api/context.js';
import { slackDate } from './dates.js';
import { emojiArt } from './emoji-art.js';
import { emojiFor } from './emoji.js';
import { parseMrkdwn, type Inline, type Paragraph } from './parse.js';

export const Mrkdwn = memo(function Mrkdwn({ text }: { text: string }) {
  const paragraphs = useMemo(() => parseMrkdwn(text), [text]);
  return (
    <div className="mrkdwn">
      {paragraphs.map((paragraph, index) => (
        <ParagraphView key={index} paragraph={paragraph} />
      ))}
    </div>
  );
});

function ParagraphView({ paragraph }: { paragraph: Paragraph }) {
  switch (paragraph.type) {
    case 'pre':
      return (
        <pre className="code-block" tabIndex={0} aria-label="Code">
          <code>{paragraph.text}</code>
        </pre>
      );
    case 'quote':
      return (
        <blockquote className="quote">
          <Inlines parts={paragraph.children} />
        </blockquote>
      );
    case 'lines':
      return (
        <div className="lines">
          <Inlines parts={paragraph.children} />
        </div>
      );
  }
}

function Inlines({ parts }: { parts: readonly Inline[] }): ReactNode {
  return parts.map((part, index) => (
    <Fragment key={index}>
      <InlineView part={part} />
    </Fragment>
  ));
}

function InlineView({ part }: { part: Inline }): ReactNode {
  switch (part.type) {
    case 'text':
      return part.text;
    case 'break':
      return <br />;
    case 'code':
      return <code className="code">{part.text}</code>;
    case 'bold':
      return (
        <strong>
          <Inlines parts={part.children} />
        </strong>
      );
    case 'italic':
      return (
        <em>
          <Inlines parts={part.children} />
        </em>
      );
    case 'strike':
      return (
        <s>
          <Inlines parts={part.children} />
        </s>
      );
    case 'emoji':
      return <Emoji name={part.name} />;
    case 'link':
      return <Link url={part.url} label={part.label} />;
    case 'user':
      return <UserMention id={part.id} label={part.label} />;
    case 'group':
      return <GroupMention id={part.id} label={part.label} />;
    case 'channel':
      return <ChannelMention id={part.id} label={part.label} />;
    case 'broadcast':
      return <span className="mention mention-me">@{part.range.replace(/^@/, '')}</span>;
    case 'date':
      return <SlackDate {...part} />;
  }
}

export function Emoji({ name }: { name: string }) {
  const symbol = emojiFor(name);
  if (symbol === null) return `:${name}:`;
  return (
    <span className="emoji" role="img" aria-label={name.replaceAll('_', ' ')} title={`:${name}:`}>
      {emojiArt(name) ?? symbol}
    </span>
  );
}

/** Only what leads somewhere harmless becomes a link. */
export function Link({ url, label }: { url: string; label: string }) {
  if (!/^(?:https?|mailto|tel):/i.test(url)) return label;
  return (
    <a href={url} target="_blank" rel="noreferrer" className="link">
      {label}
    </a>
  );
}

export function UserMention({ id, label }: { id: string; label?: string | null }) {
  const { directory, state } = useDesk();
  const { name } = directory.person(id);
  return (
    <span className={id === state.me ? 'mention mention-me' : 'mention'}>
      @{name === id ? (label ?? id) : name}
    </span>
  );
}

export function GroupMention({ id, label }: { id: string; label?: string | null }) {
  const { directory, state } = useDesk();
  const mine = state.userGroups.some((group) => group.id === id && group.users.includes(state.me));
  const handle = directory.userGroup(id);
  return (
    <span className={mine ? 'mention mention-me' : 'mention'}>
      @{handle === id ? (label ?? id).replace(/^@/, '') : handle}
    </span>
  );
}

export function ChannelMention({ id, label }: { id: string; label?: string | null }) {
  const { directory, go, state } = useDesk();
  const name = directory.channel(id);
  if (!state.channels.some((channel) => channel.id === id))
    return <span className="mention">#{label ?? name}</span>;
  return (
    <button type="button" className="mention" onClick={() => go({ channel: id, thread: null })}>
      #{name}
    </button>
  );
}

export function SlackDate(token: {
  seconds: number;
  format: string;
  url: string | null;
  fallback: string;
}) {
  const shown = slackDate(token.seconds, token.format, token.fallback);
  if (token.url !== null) return <Link url={token.url} label={shown} />;
  return <time title={token.fallback}>{shown}</time>;
}

/** Plain text: nothing is formatted, and short names become emoji unless the bot said no. */
export function PlainText({ text, emoji = true }: { text: string; emoji?: boolean }) {
  return (
    <span className="plain">
      {emoji
        ? text
            .split(/(:[a-z0-9_+'-]+:)/g)
            .map((part, index) =>
              index % 2 === 1 ? <Emoji name={part.slice(1, -1)} key={index} /> : part,
            )
        : text}
    </span>
  );
}
