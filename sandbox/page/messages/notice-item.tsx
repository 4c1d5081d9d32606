// What Slack itself tells the person, for instance that a command was not answered in time.
import { clock } from '../mrkdwn/dates.js';
import { PlainText } from '../mrkdwn/mrkdwn.js';
import { PrivateMark } from './private-mark.js';
import type { Notice } from './timeline.js';

export function NoticeItem({ notice, hide }: { notice: Notice; hide: (id: string) => void }) {
  const at = new Date(notice.at);
  return (
    <div className="message is-private is-notice" role="article" aria-label="Slackbot">
      <div className="message-side">
        <SlackbotMark />
      </div>
      <div className="message-main">
        <PrivateMark dismiss={() => hide(notice.id)} />
        <div className="message-head">
          <span className="author">Slackbot</span>
          <time className="when" dateTime={notice.at}>
            {clock(at)}
          </time>
        </div>
        <PlainText text={notice.text} />
      </div>
    </div>
  );
}

export function SlackbotMark({ size = 36 }: { size?: number }) {
  return (
    <svg
      className="avatar"
      style={{ width: size, height: size }}
      viewBox="0 0 36 36"
      aria-hidden="true"
    >
      <rect width="36" height="36" rx="8" fill="#5b5b66" />
      <path
        d="M18 28.500S7.500 22.500 7.500 14.900A5.600 5.600 0 0 1 18 12.300a5.600 5.600 0 0 1 10.500 2.600c0 7.600-10.500 13.600-10.500 13.600Z"
        fill="#fff"
      />
    </svg>
  );
}
