// The list of exchanges, newest first; a click shows one in full.
import { useMemo, useState } from 'react';
import type { TrafficEntry } from '../../slack/protocol.js';
import { Icon } from '../shell/icon.js';
import { JsonView } from './json-view.js';
import { matches, useTraffic } from './traffic.js';

const shownAtOnce = 300;

const directions = [
  ['all', 'All'],
  ['in', 'To the bot'],
  ['out', 'From the bot'],
] as const;

export function TrafficPanel() {
  const entries = useTraffic();
  const [filter, setFilter] = useState('');
  const [direction, setDirection] = useState('all');
  const [open, setOpen] = useState<number | null>(null);
  const [clearedAt, setClearedAt] = useState(0);
  const shown = useMemo(
    () =>
      entries
        .filter((entry) => entry.n > clearedAt && matches(entry, filter, direction))
        .toReversed()
        .slice(0, shownAtOnce),
    [entries, filter, direction, clearedAt],
  );
  return (
    <div className="panel traffic">
      <div className="traffic-tools">
        <input
          type="search"
          className="text-field"
          aria-label="Filter exchanges"
          placeholder="Filter: method, error, any text"
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
        />
        <div className="segments" role="group" aria-label="Direction">
          {directions.map(([id, label]) => (
            <button
              type="button"
              className="segment"
              aria-pressed={direction === id}
              onClick={() => setDirection(id)}
              key={id}
            >
              {label}
            </button>
          ))}
        </div>
        <button
          type="button"
          className="button button-small"
          onClick={() => setClearedAt(entries.at(-1)?.n ?? 0)}
        >
          Clear
        </button>
      </div>
      {shown.length === 0 && <p className="panel-empty">Nothing has been said yet.</p>}
      <ul className="traffic-list">
        {shown.map((entry) => (
          <li key={entry.n}>
            <EntryLine
              entry={entry}
              isOpen={open === entry.n}
              toggle={() => setOpen(open === entry.n ? null : entry.n)}
            />
          </li>
        ))}
      </ul>
    </div>
  );
}

function EntryLine(props: { entry: TrafficEntry; isOpen: boolean; toggle: () => void }) {
  const { entry, isOpen, toggle } = props;
  const toBot = entry.direction === 'in';
  return (
    <>
      <button type="button" className="traffic-line" aria-expanded={isOpen} onClick={toggle}>
        <span className={toBot ? 'way way-in' : 'way way-out'}>
          <Icon name={toBot ? 'right' : 'left'} />
          <span className="hidden">{toBot ? 'to the bot' : 'from the bot'}</span>
        </span>
        <span className="traffic-name">{entry.name}</span>
        {entry.error !== undefined && <span className="traffic-error">{entry.error}</span>}
        <span className={`status status-${entry.status}`}>{entry.status}</span>
        <span className="traffic-millis">
          {entry.millis === undefined ? '' : `${Math.round(entry.millis)} ms`}
        </span>
        <time className="traffic-at" dateTime={entry.at}>
          {new Date(entry.at).toLocaleTimeString('en-GB')}
        </time>
      </button>
      {isOpen && (
        <div className="traffic-detail">
          <h4>{toBot ? 'Slack sent' : 'The bot sent'}</h4>
          <JsonView value={entry.request} />
          <h4>{toBot ? 'The bot answered' : 'Slack answered'}</h4>
          <JsonView value={entry.response} />
        </div>
      )}
    </>
  );
}
