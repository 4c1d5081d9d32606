// The list of exchanges, newest first; a click shows one in full.
import { useMemo, useState } from 'react';
import { Icon } from '../shell/icon.js';
import {
  keyOf,
  matches,
  noMarks,
  services,
  shortName,
  type Exchange,
  type Filter,
} from './exchange.js';
import { JsonView } from './json-view.js';
import { Segments } from './segments.js';
import { useTraffic } from './traffic.js';

const shownAtOnce = 300;

const directions = [
  ['all', 'All'],
  ['in', 'To the bot'],
  ['out', 'From the bot'],
] as const;

const serviceChoices = [
  ['all', 'All services'],
  ...services.map((service) => [service, service] as const),
] as const;

export function TrafficPanel() {
  const { entries, hasNotion } = useTraffic();
  const [filter, setFilter] = useState<Filter>({ text: '', direction: 'all', service: 'all' });
  const [open, setOpen] = useState<string | null>(null);
  const [cleared, setCleared] = useState(noMarks);
  const shown = useMemo(
    () =>
      entries
        .filter((entry) => entry.n > cleared[entry.service] && matches(entry, filter))
        .toReversed()
        .slice(0, shownAtOnce),
    [entries, filter, cleared],
  );
  const change = (part: Partial<Filter>): void => setFilter({ ...filter, ...part });
  return (
    <div className="panel traffic">
      <div className="traffic-tools">
        <input
          type="search"
          className="text-field"
          aria-label="Filter exchanges"
          placeholder="Filter: method, error, any text"
          value={filter.text}
          onChange={(event) => change({ text: event.target.value })}
        />
        {hasNotion && (
          <Segments
            label="Service"
            choices={serviceChoices}
            chosen={filter.service}
            choose={(service) => change({ service })}
          />
        )}
        <Segments
          label="Direction"
          choices={directions}
          chosen={filter.direction}
          choose={(direction) => change({ direction })}
        />
        <button
          type="button"
          className="button button-small"
          onClick={() =>
            setCleared(
              entries.reduce((marks, { service, n }) => ({ ...marks, [service]: n }), cleared),
            )
          }
        >
          Clear
        </button>
      </div>
      {shown.length === 0 && <p className="panel-empty">Nothing has been said yet.</p>}
      <ul className="traffic-list">
        {shown.map((entry) => (
          <li key={keyOf(entry)}>
            <EntryLine
              entry={entry}
              isMixed={hasNotion && filter.service === 'all'}
              isOpen={open === keyOf(entry)}
              toggle={() => setOpen(open === keyOf(entry) ? null : keyOf(entry))}
            />
          </li>
        ))}
      </ul>
    </div>
  );
}

function EntryLine(props: {
  entry: Exchange;
  /** Other services' exchanges stand beside it. */
  isMixed: boolean;
  isOpen: boolean;
  toggle: () => void;
}) {
  const { entry, isMixed, isOpen, toggle } = props;
  const { service } = entry;
  const toBot = entry.direction === 'in';
  return (
    <>
      <button type="button" className="traffic-line" aria-expanded={isOpen} onClick={toggle}>
        <span className={toBot ? 'way way-in' : 'way way-out'}>
          <Icon name={toBot ? 'right' : 'left'} />
          <span className="hidden">{toBot ? 'to the bot' : 'from the bot'}</span>
        </span>
        {isMixed && <span className={`service service-${service}`}>{service}</span>}
        <span className="traffic-name" title={entry.name}>
          {shortName(entry.name)}
        </span>
        {entry.error !== undefined && <span className="traffic-error">{entry.error}</span>}
        <span className={`status status-${entry.status}`}>{entry.told}</span>
        {service === 'Slack' && (
          <span className="traffic-millis">
            {entry.millis === undefined ? '' : `${Math.round(entry.millis)} ms`}
          </span>
        )}
        <time className="traffic-at" dateTime={entry.at}>
          {new Date(entry.at).toLocaleTimeString('en-GB')}
        </time>
      </button>
      {isOpen && (
        <div className="traffic-detail">
          <h4>{toBot ? `${service} sent` : 'The bot sent'}</h4>
          <JsonView value={entry.request} />
          <h4>{toBot ? 'The bot answered' : `${service} answered`}</h4>
          <JsonView value={entry.response} />
        </div>
      )}
    </>
  );
}
