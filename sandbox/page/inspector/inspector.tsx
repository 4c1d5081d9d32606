// A look behind the scenes: what Slack and the bot say to each other, the faults on their switches, the pretend platform.
import { useState } from 'react';
import { Icon } from '../shell/icon.js';
import { usePolled } from './polled.js';
import { PlatformPanel } from './platform-panel.js';
import { SlackFaultsPanel } from './slack-faults.js';
import { TrafficPanel } from './traffic-panel.js';
import type { PlatformTable } from './platform-types.js';

type TabName = 'Traffic' | 'Faults' | 'Platform';

export function Inspector({ close }: { close: () => void }) {
  const [tab, setTab] = useState<TabName>('Traffic');
  const tables = usePolled<PlatformTable[]>('databricks/tables', tab === 'Platform' ? 2_000 : null);
  const bot = usePolled<unknown>('bot', tab === 'Platform' ? 2_000 : null);
  const hasPlatform = tables.status !== 'absent' || bot.status !== 'absent';
  const names: TabName[] = hasPlatform ? ['Traffic', 'Faults', 'Platform'] : ['Traffic', 'Faults'];
  return (
    <aside className="inspector" aria-label="Inspector">
      <header className="pane-head">
        <div className="tabs" role="tablist" aria-label="Inspector">
          {names.map((name) => (
            <button
              type="button"
              role="tab"
              className="tab"
              aria-selected={name === tab}
              onClick={() => setTab(name)}
              key={name}
            >
              {name}
            </button>
          ))}
        </div>
        <button type="button" className="icon-button" aria-label="Close inspector" onClick={close}>
          <Icon name="close" />
        </button>
      </header>
      {tab === 'Traffic' && <TrafficPanel />}
      {tab === 'Faults' && <SlackFaultsPanel />}
      {tab === 'Platform' && hasPlatform && <PlatformPanel />}
    </aside>
  );
}
