// The faults of the pretend warehouse.
import { FaultSwitchView } from './fault-switch.js';
import { useSettable } from './settable.js';
import { warehouseSwitches } from './switches.js';

type Faults = Record<string, unknown>;

export function WarehouseFaults() {
  const { value: faults, status, change } = useSettable<Faults>('databricks/faults', 'PUT');
  if (!faults || status === 'absent') return null;
  const replace = (next: Faults): void => change(next, next);
  return (
    <section aria-label="Faults of the warehouse">
      <div className="panel-head">
        <h3>Faults of the warehouse</h3>
        <button type="button" className="button button-small" onClick={() => replace({})}>
          Heal everything
        </button>
      </div>
      {warehouseSwitches.map((fault) => (
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
