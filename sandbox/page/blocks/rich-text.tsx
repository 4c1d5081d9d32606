// rich_text: sections, lists, quotes and preformatted text with styled pieces.
import { Fragment, type ReactNode } from 'react';
import { isRecord, records, text, type Json } from '../../slack/json.js';
import { emojiFor } from '../mrkdwn/emoji.js';
import {
  ChannelMention,
  Emoji,
  GroupMention,
  Link,
  SlackDate,
  UserMention,
} from '../mrkdwn/mrkdwn.js';
import { field } from './text.js';

export function RichText({ of }: { of: Json }) {
  return (
    <div className="rich-text">
      {records(of.elements).map((element, index) => (
        <Part element={element} key={index} />
      ))}
    </div>
  );
}

function Part({ element }: { element: Json }): ReactNode {
  const inlines = <Inlines of={element} />;
  switch (element.type) {
    case 'rich_text_section':
      return <div className="lines">{inlines}</div>;
    case 'rich_text_quote':
      return <blockquote className="quote">{inlines}</blockquote>;
    case 'rich_text_preformatted':
      return (
        <pre className="code-block">
          <code>{inlines}</code>
        </pre>
      );
    case 'rich_text_list': {
      const items = records(element.elements).map((item, index) => (
        <li key={index}>
          <Inlines of={item} />
        </li>
      ));
      const indent = typeof element.indent === 'number' ? element.indent : 0;
      const style = { marginInlineStart: `${indent * 28}px` };
      const offset = typeof element.offset === 'number' ? element.offset : 0;
      return element.style === 'ordered' ? (
        <ol className={`list level-${indent % 3}`} style={style} start={offset + 1}>
          {items}
        </ol>
      ) : (
        <ul className={`list level-${indent % 3}`} style={style}>
          {items}
        </ul>
      );
    }
    default:
      return null;
  }
}

function Inlines({ of }: { of: Json }): ReactNode {
  return records(of.elements).map((element, index) => (
    <Fragment key={index}>{styled(element, <InlinePart element={element} />)}</Fragment>
  ));
}

function InlinePart({ element }: { element: Json }): ReactNode {
  switch (element.type) {
    case 'text':
      return field(element, 'text');
    case 'link':
      return (
        <Link url={field(element, 'url')} label={field(element, 'text') || field(element, 'url')} />
      );
    case 'user':
      return <UserMention id={field(element, 'user_id')} />;
    case 'usergroup':
      return <GroupMention id={field(element, 'usergroup_id')} />;
    case 'channel':
      return <ChannelMention id={field(element, 'channel_id')} />;
    case 'broadcast':
      return <span className="mention mention-me">@{field(element, 'range')}</span>;
    case 'emoji':
      return emojiFor(field(element, 'name')) === null ? (
        `:${field(element, 'name')}:`
      ) : (
        <Emoji name={field(element, 'name')} />
      );
    case 'color':
      return (
        <span className="color">
          <i style={{ background: field(element, 'value') }} />
          {field(element, 'value')}
        </span>
      );
    case 'date':
      return (
        <SlackDate
          seconds={Number(element.timestamp)}
          format={field(element, 'format')}
          url={text(element.url) ?? null}
          fallback={field(element, 'fallback')}
        />
      );
    default:
      return null;
  }
}

function styled(element: Json, content: ReactNode): ReactNode {
  const style = isRecord(element.style) ? element.style : {};
  let shown = content;
  if (style.code === true) shown = <code className="code">{shown}</code>;
  if (style.bold === true) shown = <strong>{shown}</strong>;
  if (style.italic === true) shown = <em>{shown}</em>;
  if (style.strike === true) shown = <s>{shown}</s>;
  if (style.underline === true) shown = <u>{shown}</u>;
  if (style.highlight === true) shown = <mark>{shown}</mark>;
  return shown;
}
