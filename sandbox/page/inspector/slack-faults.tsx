// The faults of the pretend Slack.
import type { SlackFaults } from '../../slack/protocol.js';
import { FaultSwitchView } from './fault-switch.js';
import { NumberInput } from './setting-inputs.js';
import { useSettable } from './settable.js';
import { slackSwitches } from './switches.js';

const newerBlocks = ['plan', 'task_card', 'table', 'data_table', 'data_visualization', 'markdown'];

export function SlackFaultsPanel() {
  const { value: faults, change: send } = useSettable<SlackFaults>('client/faults', 'POST');
  if (!faults) return <p className="panel-empty">Asking …</p>;
  const all: Record<string, unknown> = { ...faults };
  const change = (patch: Record<string, unknown>): void => send({ ...faults, ...patch }, patch);
  const heal = {
    rateLimited: null,
    serverError: null,
    lostReply: null,
    down: false,
    deliveries: 1,
    refusedBlocks: [],
    latencyMs: 0,
  } satisfies SlackFaults;
  return (
    <div className="panel">
      <div className="panel-head">
        <h3>Faults of Slack</h3>
        <button type="button" className="button button-small" onClick={() => change(heal)}>
          Heal everything
        </button>
      </div>
      {slackSwitches.map((fault) => (
        <FaultSwitchView
          fault={fault}
          current={all[fault.key]}
          set={(value) => change({ [fault.key]: fault.key === 'down' ? value === true : value })}
          key={fault.key}
        />
      ))}
      <div className={faults.latencyMs > 0 ? 'fault is-on' : 'fault'}>
        <label className="setting setting-line">
          <span className="fault-title">Latency of each call (ms)</span>
          <NumberInput
            least={0}
            step={100}
            value={faults.latencyMs}
            change={(latencyMs) => change({ latencyMs })}
          />
        </label>
        <label className="setting setting-line">
          <span className="fault-title">Each envelope is delivered so many times</span>
          <NumberInput
            least={1}
            most={10}
            value={faults.deliveries}
            change={(deliveries) => change({ deliveries })}
          />
        </label>
      </div>
      <fieldset className={faults.refusedBlocks.length > 0 ? 'fault is-on' : 'fault'}>
        <legend className="fault-title">Blocks that this workspace does not know</legend>
        <div className="refused">
          {newerBlocks.map((type) => (
            <label className="choice" key={type}>
              <input
                type="checkbox"
                checked={faults.refusedBlocks.includes(type)}
                onChange={(event) =>
                  change({
                    refusedBlocks: event.target.checked
                      ? [...faults.refusedBlocks, type]
                      : faults.refusedBlocks.filter((other) => other !== type),
                  })
                }
              />
              <code>{type}</code>
            </label>
          ))}
        </div>
      </fieldset>
    </div>
  );
}
