// When Slack fails: the switch that breaks it, what the second channel got instead, and the dead-man's-switch.
import type { PagerState } from '../../pager/index.js';
import type { SlackFaults } from '../../slack/protocol.js';
import { FaultSwitchView } from './fault-switch.js';
import { JsonView } from './json-view.js';
import { usePolled } from './polled.js';
import { useSettable } from './settable.js';
import { slackSwitches, type FaultSwitch } from './switches.js';

const failing: FaultSwitch = {
  key: 'failing',
  title: 'The pager fails',
  note: 'Every event is answered 500.',
  settings: [],
  bare: true,
};

export function PagerPanel() {
  const { value: pager } = usePolled<PagerState>('pager/state', 1_000);
  if (!pager) return <p className="panel-empty">Asking …</p>;
  return (
    <div className="panel">
      <SlackDown />
      <PagerFails />
      <DeadMan pings={pager.pings} last={pager.lastPing} />
      <PagerAlerts alerts={pager.alerts} />
      <PagerRequests requests={pager.requests} />
    </div>
  );
}

function SlackDown() {
  const { value: faults, change } = useSettable<SlackFaults>('client/faults', 'POST');
  const down = slackSwitches.find(({ key }) => key === 'down');
  if (!faults || !down) return null;
  return (
    <FaultSwitchView
      fault={down}
      current={faults.down}
      set={(value) => change({ ...faults, down: value === true }, { down: value === true })}
    />
  );
}

function PagerFails() {
  const { value: pager, change } = useSettable<PagerState>('pager/state', 'POST');
  if (!pager) return null;
  return (
    <FaultSwitchView
      fault={failing}
      current={pager.isFailing}
      set={(value) => change({ ...pager, isFailing: value === true }, { failing: value === true })}
    />
  );
}

function DeadMan({ pings, last }: { pings: number; last: number | null }) {
  return (
    <section aria-label="Dead-man's-switch">
      <div className="panel-head">
        <h3>Dead-man’s-switch</h3>
        <span className="panel-note" role="status">
          {pings} {pings === 1 ? 'ping' : 'pings'}
          {last !== null && `, the last at ${new Date(last).toLocaleTimeString('en-GB')}`}
        </span>
      </div>
    </section>
  );
}

function PagerAlerts({ alerts }: { alerts: PagerState['alerts'] }) {
  return (
    <section aria-label="The pager's alerts">
      <div className="panel-head">
        <h3>The pager’s alerts</h3>
      </div>
      {alerts.length === 0 && <p className="panel-empty">Nobody was paged here.</p>}
      <ul className="alert-list">
        {alerts.map(({ dedupKey, status, summary, payload, events, at }) => (
          <li key={dedupKey}>
            <details className="pager-alert">
              <summary>
                <span
                  className={status === 'resolved' ? 'lamp is-on' : 'lamp'}
                  aria-hidden="true"
                />
                <span className="alert-name">
                  {summary}
                  <small>
                    {status}, {events} {events === 1 ? 'event' : 'events'}, since{' '}
                    {new Date(at).toLocaleTimeString('en-GB')}
                  </small>
                </span>
              </summary>
              <JsonView value={{ dedup_key: dedupKey, payload }} />
            </details>
          </li>
        ))}
      </ul>
    </section>
  );
}

function PagerRequests({ requests }: { requests: PagerState['requests'] }) {
  if (requests.length === 0) return null;
  return (
    <section aria-label="What the pager was sent">
      <div className="panel-head">
        <h3>What it was sent</h3>
      </div>
      <ul className="traffic-list">
        {requests.toReversed().map(({ n, at, status, body }) => (
          <li key={n}>
            <details className="pager-alert">
              <summary>
                <span className="traffic-name">event {n}</span>
                <span className={status < 400 ? 'status status-ok' : 'status status-error'}>
                  {status}
                </span>
                <time className="traffic-at" dateTime={new Date(at).toISOString()}>
                  {new Date(at).toLocaleTimeString('en-GB')}
                </time>
              </summary>
              <JsonView value={body} />
            </details>
          </li>
        ))}
      </ul>
    </section>
  );
}
