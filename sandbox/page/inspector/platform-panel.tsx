// The pretend platform: the bot's process, the warehouse, Notion, and the syncs of the other systems, with their faults.
import { useState } from 'react';
import type { ReplicaStatus } from '../../bot-control.js';
import { BotControls } from './bot-controls.js';
import { NotionDatabases } from './notion-databases.js';
import { notionSwitches, syncSwitches } from './notion-switches.js';
import { PlatformFaults } from './platform-faults.js';
import { usePolled } from './polled.js';
import { Replicas } from './replicas.js';
import { Segments } from './segments.js';
import { warehouseSwitches } from './switches.js';
import { Tables } from './tables.js';

const parts = [
  ['warehouse', 'Warehouse'],
  ['notion', 'Notion'],
  ['syncs', 'Other syncs'],
] as const;
type Part = (typeof parts)[number][0];

export function PlatformPanel() {
  const [part, setPart] = useState<Part>('warehouse');
  return (
    <div className="panel">
      <Processes />
      <Segments label="Part of the platform" choices={parts} chosen={part} choose={setPart} />
      <PartPanel part={part} />
    </div>
  );
}

/** One process or several. */
function Processes() {
  const { value, set } = usePolled<ReplicaStatus[]>('bots', 1_500);
  if (value === null) return null;
  return value.length > 1 ? <Replicas replicas={value} set={set} /> : <BotControls />;
}

function PartPanel({ part }: { part: Part }) {
  switch (part) {
    case 'warehouse':
      return (
        <>
          <Tables />
          <PlatformFaults
            title="Faults of the warehouse"
            path="databricks/faults"
            switches={warehouseSwitches}
          />
        </>
      );
    case 'notion':
      return (
        <>
          <NotionDatabases />
          <PlatformFaults title="Faults of Notion" path="notion/faults" switches={notionSwitches} />
        </>
      );
    case 'syncs':
      return (
        <PlatformFaults
          title="Faults of the other syncs"
          path="systems/faults"
          switches={syncSwitches}
        />
      );
  }
}
