// The pretend platform: the bot's process, the warehouse's tables, and their faults.
import { BotControls } from './bot-controls.js';
import { Tables } from './tables.js';
import { WarehouseFaults } from './warehouse-faults.js';

export function PlatformPanel() {
  return (
    <div className="panel">
      <BotControls />
      <Tables />
      <WarehouseFaults />
    </div>
  );
}
