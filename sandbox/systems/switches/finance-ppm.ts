// Failures of the warehouse, of the control room and of GitHub.
import { kpisIn } from '../control-room.js';
import { hasTable } from './data.js';
import { flagSwitch, type Breakable, type FailureSwitch } from './parts.js';

const system = 'finance-ppm';
const uiIssues = 'finance-ppm#troubleshoot-ui-issues';
const kpis = 'main.gold.kpis';

export const financeSwitches: readonly FailureSwitch[] = [
  {
    id: 'warehouse-down',
    system,
    title: 'The SQL warehouse can’t be reached',
    runbook: 'finance-ppm#p1-complete-outage',
    on: ({ warehouse }) => warehouse.faults.set({ ...warehouse.faults.get(), down: true }),
    off({ warehouse }) {
      const { down: _, ...others } = warehouse.faults.get();
      warehouse.faults.set(others);
    },
    isOn: ({ warehouse }) => warehouse.faults.get().down === true,
  },
  {
    id: 'warehouse-401',
    system,
    title: 'Databricks refuses the token (401)',
    runbook: uiIssues,
    on: ({ warehouse }) => warehouse.faults.set({ ...warehouse.faults.get(), unauthorized: 401 }),
    off({ warehouse }) {
      const { unauthorized: _, ...others } = warehouse.faults.get();
      warehouse.faults.set(others);
    },
    isOn: ({ warehouse }) => warehouse.faults.get().unauthorized === 401,
  },
  {
    id: 'control-room-down',
    system,
    title: 'The control room can’t be reached',
    runbook: uiIssues,
    on: ({ systems }) => systems.controlRoom.setOpen(false),
    off: ({ systems }) => systems.controlRoom.setOpen(true),
    isOn: ({ systems }) => !systems.controlRoom.isOpen(),
  },
  flagSwitch('control-room-mock', {
    system,
    title: 'The control room shows made-up data',
    runbook: uiIssues,
  }),
  {
    id: 'control-room-no-data',
    system,
    title: 'The gold tables are empty: no KPIs',
    runbook: uiIssues,
    async on(company) {
      if ((await kpisIn(company.warehouse)).length > 0)
        await company.warehouse.query(`DELETE FROM ${kpis}`);
    },
    off: restoreKpis,
    async isOn({ warehouse }) {
      return hasTable(warehouse, kpis) && (await kpisIn(warehouse)).length === 0;
    },
  },
  {
    id: 'github-401',
    system,
    title: 'GitHub refuses the token (401)',
    runbook: 'finance-ppm#credential-rotation',
    on: ({ github }) => github.refuse(true),
    off: ({ github }) => github.refuse(false),
    isOn: ({ github }) => github.isRefusing(),
  },
];

/** To the last version that had rows. */
async function restoreKpis({ warehouse }: Breakable): Promise<void> {
  const table = warehouse.tables().find(({ fullName }) => fullName.join('.') === kpis);
  if (!table || table.latest.files.length > 0) return;
  const full = table.versions.findLast(({ files }) => files.length > 0);
  if (full) await warehouse.query(`RESTORE TABLE ${kpis} TO VERSION AS OF ${full.version}`);
}
