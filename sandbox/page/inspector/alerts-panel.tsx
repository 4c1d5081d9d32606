// The systems that tell the bot of alerts: what the runbooks define, storms, flaps, and what was sent with what answer.
import type { AlertsState } from '../../alerts/control.js';
import { sendJson } from '../api/http.js';
import { useDesk } from '../api/context.js';
import { usePolled } from './polled.js';
import { SentRequests } from './sent-requests.js';

const storm = 20;
const flaps = 3;
const leftOut = 12;

type Order = (path: string, body?: object) => void;

export function AlertsPanel() {
  const { toast } = useDesk();
  const { value: state, refresh } = usePolled<AlertsState>('alerts/state', 1_000);
  if (!state) return <p className="panel-empty">Asking …</p>;
  const order: Order = (path, body = {}) => {
    sendJson('POST', `alerts/${path}`, body).then(
      () => void refresh(),
      (error: unknown) => toast(`That did not work: ${String(error)}`),
    );
  };
  return (
    <div className="panel">
      <RunbookAlerts state={state} order={order} />
      <ManyAlerts order={order} />
      <OtherSenders order={order} />
      <SentRequests
        sent={state.sent}
        pending={state.pending}
        again={(n) => order('again', { n })}
      />
    </div>
  );
}

function RunbookAlerts({ state, order }: { state: AlertsState; order: Order }) {
  return (
    <section aria-label="Alerts of the runbooks">
      <div className="panel-head">
        <h3>Alerts of the runbooks</h3>
        <span className="panel-note">{state.firing.length} firing in all</span>
      </div>
      <ul className="alert-list">
        {state.runbook.map(({ key, system, severity, isFiring }) => (
          <li className="alert-line" key={key}>
            <span className={isFiring ? 'lamp' : 'lamp is-on'} aria-hidden="true" />
            <span className="alert-name">
              {key}
              <small>{[system, severity].filter(Boolean).join(', ')}</small>
            </span>
            {isFiring && (
              <button
                type="button"
                className="button button-small"
                aria-label={`Resolve ${key}`}
                onClick={() => order('resolve', { key })}
              >
                Resolve
              </button>
            )}
            <button
              type="button"
              className="button button-small button-danger"
              aria-label={`Fire ${key}`}
              disabled={isFiring}
              onClick={() => order('fire', { key })}
            >
              {isFiring ? 'Firing' : 'Fire'}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function ManyAlerts({ order }: { order: Order }) {
  const buttons: [label: string, title: string, go: () => void][] = [
    ['Storm', `${storm} groups at once`, () => order('storm', { groups: storm })],
    ['Flap', `One alert begins and ends ${flaps} times`, () => order('flap', { times: flaps })],
    [
      'Truncated',
      `A group of which ${leftOut} are left out`,
      () => order('truncated', { leftOut }),
    ],
    ['Tell again', 'As after the repeat interval', () => order('repeat')],
    ['Resolve everything', 'Whatever fires at Alertmanager', () => order('resolve-all')],
  ];
  return (
    <section aria-label="Many alerts">
      <div className="button-row">
        {buttons.map(([label, title, go]) => (
          <button
            type="button"
            className="button button-small"
            title={title}
            onClick={go}
            key={label}
          >
            {label}
          </button>
        ))}
      </div>
    </section>
  );
}

const others = [
  ['grafana', 'Grafana', 'Fires', 'Resolved'],
  ['databricks', 'Databricks job', 'Fails', 'Succeeds'],
  ['github', 'GitHub workflow', 'Fails', 'Succeeds'],
] as const;

function OtherSenders({ order }: { order: Order }) {
  return (
    <section aria-label="Other senders">
      <div className="panel-head">
        <h3>Other senders</h3>
      </div>
      <ul className="alert-list">
        {others.map(([source, title, failure, success]) => (
          <li className="alert-line" key={source}>
            <span className="alert-name">{title}</span>
            <button
              type="button"
              className="button button-small"
              aria-label={`${title}: ${success}`}
              onClick={() => order('other', { source, status: 'success' })}
            >
              {success}
            </button>
            <button
              type="button"
              className="button button-small button-danger"
              aria-label={`${title}: ${failure}`}
              onClick={() => order('other', { source, status: 'failure' })}
            >
              {failure}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
