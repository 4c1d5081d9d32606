// The faults of the pretend warehouse.
import { sendJson } from '../api/http.js';
import { useDesk } from '../api/context.js';
import { FaultSwitchView } from './fault-switch.js';
import { usePolled } from './polled.js';
import { warehouseSwitches } from './switches.js';

type Faults = Record<string, unknown>;

export function WarehouseFaults() {
  const { toast } = useDesk();
  const { value: faults, status, set } = usePolled<Faults>('databricks/faults', 1_500);
  if (!faults || status === 'absent') return null;
  const replace = (next: Faults): void => {
    sendJson<Faults>('PUT', 'databricks/faults', next).then(set, (error: unknown) =>
      toast(`Not set: ${String(error)}`),
    );
  };
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
