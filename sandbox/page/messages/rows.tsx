// Messages, notices and dividers, one below the other.
import { dayTitle } from '../mrkdwn/dates.js';
import { MessageItem } from './message-item.js';
import { NoticeItem } from './notice-item.js';
import type { Row } from './timeline.js';

export function Rows(props: {
  rows: readonly Row[];
  hide: (id: string) => void;
  inThread?: boolean;
}) {
  return props.rows.map((row) => {
    switch (row.kind) {
      case 'day':
        return (
          <div className="day" role="separator" aria-label={dayTitle(row.at)} key={row.key}>
            <span>{dayTitle(row.at)}</span>
          </div>
        );
      case 'new':
        return (
          <div className="new-line" role="separator" aria-label="New" key={row.key}>
            <span>New</span>
          </div>
        );
      case 'notice':
        return <NoticeItem notice={row.notice} hide={props.hide} key={row.key} />;
      case 'message':
        return (
          <MessageItem
            message={row.message}
            isCompact={row.isCompact}
            inThread={props.inThread ?? false}
            hide={props.hide}
            key={row.key}
          />
        );
    }
  });
}
