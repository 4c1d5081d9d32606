// The five systems: how their components are, and a switch for each failure that a runbook tells of.
import type { ComponentState } from '../../systems/component-states.js';
import type { SystemsState } from '../../systems/control.js';
import type { SwitchState } from '../../systems/switches.js';
import { useSettable } from './settable.js';

export function SystemsPanel() {
  const { value: state, change } = useSettable<SystemsState>('systems/state', 'POST');
  if (!state) return <p className="panel-empty">Asking …</p>;
  const { components, switches } = state;
  const turn = (id: string, isOn: boolean): void => {
    const shown = switches.map((one) => (one.id === id ? { ...one, isOn } : one));
    change({ ...state, switches: shown }, { id, isOn });
  };
  const heal = (): void => {
    const shown = switches.map((one) => ({ ...one, isOn: false }));
    change({ ...state, switches: shown }, { isOn: false });
  };
  const wrong = switches.filter(({ isOn }) => isOn).length;
  return (
    <div className="panel">
      <div className="panel-head">
        <span className="panel-note" role="status">
          {wrong === 0 ? 'Nothing goes wrong on purpose' : `${wrong} of ${switches.length} on`}
        </span>
        <button type="button" className="button button-small" disabled={wrong === 0} onClick={heal}>
          Heal everything
        </button>
      </div>
      {[...new Set(components.map(({ system }) => system))].map((system) => (
        <section aria-label={system} key={system}>
          <Components
            system={system}
            components={components.filter((one) => one.system === system)}
          />
          {switches
            .filter((one) => one.system === system)
            .map((one) => (
              <FailureSwitch failure={one} turn={(isOn) => turn(one.id, isOn)} key={one.id} />
            ))}
        </section>
      ))}
    </div>
  );
}

function Components({ system, components }: { system: string; components: ComponentState[] }) {
  const unwell = components.filter(({ isWell }) => !isWell);
  return (
    <>
      <div className="panel-head">
        <h3>{system}</h3>
        <span className="panel-note">
          {unwell.length === 0
            ? 'all components well'
            : `${unwell.length} of ${components.length} not well`}
        </span>
      </div>
      <ul className="component-list" aria-label={`Components of ${system}`}>
        {components.map(({ component, isWell, problem }) => (
          <li className={isWell ? 'component' : 'component is-unwell'} key={component}>
            <span className={isWell ? 'lamp is-on' : 'lamp'} aria-hidden="true" />
            <span className="component-name">
              {component}
              {!isWell && <small>{problem}</small>}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

function FailureSwitch(props: { failure: SwitchState; turn: (isOn: boolean) => void }) {
  const { failure, turn } = props;
  const { id, title, runbook, isOn } = failure;
  return (
    <div className={isOn ? 'fault failure is-on' : 'fault failure'}>
      <label className="switch-line">
        <input
          type="checkbox"
          role="switch"
          className="switch"
          checked={isOn}
          aria-describedby={`failure-${id}`}
          onChange={(event) => turn(event.target.checked)}
        />
        <span className="fault-title">{title}</span>
      </label>
      <p className="fault-note" id={`failure-${id}`}>
        <code>{id}</code> <span title="Section of the runbook">{runbook}</span>
      </p>
    </div>
  );
}
