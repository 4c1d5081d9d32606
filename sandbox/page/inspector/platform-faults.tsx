// Faults of one part of the platform, each on its switch: the whole set is sent at every change.
import { FaultSwitchView } from './fault-switch.js';
import { useSettable } from './settable.js';
import type { FaultSwitch } from './switches.js';

type Faults = Record<string, unknown>;

export function PlatformFaults(props: {
  title: string;
  path: string;
  switches: readonly FaultSwitch[];
}) {
  const { title, path, switches } = props;
  const { value: faults, status, change } = useSettable<Faults>(path, 'PUT');
  if (!faults || status === 'absent') return null;
  const replace = (next: Faults): void => change(next, next);
  return (
    <section aria-label={title}>
      <div className="panel-head">
        <h3>{title}</h3>
        <button type="button" className="button button-small" onClick={() => replace({})}>
          Heal everything
        </button>
      </div>
      {switches.map((fault) => (
        <FaultSwitchView
          fault={fault}
          // A fault whose count is used up is off.
          current={isUsedUp(faults[fault.key]) ? null : faults[fault.key]}
          set={(value) => {
            const { [fault.key]: _, ...others } = faults;
            replace(value === null ? others : { ...others, [fault.key]: value });
          }}
          key={fault.key}
        />
      ))}
    </section>
  );
}

function isUsedUp(fault: unknown): boolean {
  return typeof fault === 'object' && fault !== null && 'count' in fault && fault.count === 0;
}
