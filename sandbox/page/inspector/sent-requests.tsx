// The last requests that the senders of alerts made, newest first; a click shows one in full.
import { useState } from 'react';
import type { SentRequest } from '../../alerts/protocol.js';
import { JsonView } from './json-view.js';

export function SentRequests(props: {
  /** Oldest first. */
  sent: readonly SentRequest[];
  pending: number;
  again: (n: number) => void;
}) {
  const [open, setOpen] = useState<number | null>(null);
  return (
    <section aria-label="Requests to the bot">
      <div className="panel-head">
        <h3>Requests to the bot</h3>
        {props.pending > 0 && <span className="panel-note">{props.pending} not taken yet</span>}
      </div>
      {props.sent.length === 0 && <p className="panel-empty">Nothing has been sent yet.</p>}
      <ul className="traffic-list">
        {props.sent.toReversed().map((request) => (
          <li key={request.n}>
            <RequestLine
              request={request}
              isOpen={open === request.n}
              toggle={() => setOpen(open === request.n ? null : request.n)}
            />
            {open === request.n && (
              <div className="traffic-detail">
                <button
                  type="button"
                  className="button button-small"
                  onClick={() => props.again(request.n)}
                >
                  Send this once more
                </button>
                <h4>It sent</h4>
                <JsonView value={request.body} />
                <h4>The bot answered</h4>
                <JsonView value={request.answer} />
              </div>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function RequestLine(props: { request: SentRequest; isOpen: boolean; toggle: () => void }) {
  const { source, what, attempt, status, givenUp, at } = props.request;
  const isTaken = status >= 200 && status < 300;
  return (
    <button
      type="button"
      className="traffic-line"
      aria-expanded={props.isOpen}
      onClick={props.toggle}
    >
      <span className="service service-sender">{source}</span>
      <span className="traffic-name">{what}</span>
      {attempt > 1 && <span className="panel-note">try {attempt}</span>}
      {givenUp && <span className="traffic-error">given up</span>}
      <span className={isTaken ? 'status status-ok' : 'status status-error'}>
        {status === 0 ? 'no answer' : status}
      </span>
      <time className="traffic-at" dateTime={new Date(at).toISOString()}>
        {new Date(at).toLocaleTimeString('en-GB')}
      </time>
    </button>
  );
}
