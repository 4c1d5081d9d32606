// A look behind the scenes: what Slack and the bot say to each other, the faults on their switches, alerts and the pager, the
// five systems and the pretend platform.
import { useState } from 'react';
import type { PagerState } from '../../pager/index.js';
import type { SystemsState } from '../../systems/control.js';
import { Icon } from '../shell/icon.js';
import { AlertsPanel } from './alerts-panel.js';
import { PagerPanel } from './pager-panel.js';
import { usePolled } from './polled.js';
import { PlatformPanel } from './platform-panel.js';
import { SlackFaultsPanel } from './slack-faults.js';
import { SystemsPanel } from './systems-panel.js';
import { TrafficPanel } from './traffic-panel.js';
import type { PlatformTable } from './platform-types.js';

type TabName = 'Traffic' | 'Faults' | 'Alerts' | 'Pager' | 'Systems' | 'Platform';

export function Inspector({ close }: { close: () => void }) {
  const [tab, setTab] = useState<TabName>('Traffic');
  const tables = usePolled<PlatformTable[]>('databricks/tables', tab === 'Platform' ? 2_000 : null);
  const bot = usePolled<unknown>('bot', tab === 'Platform' ? 2_000 : null);
  const hasPlatform = tables.status !== 'absent' || bot.status !== 'absent';
  const pager = usePolled<PagerState>('pager/state', null);
  const hasAlerts = pager.status === 'there';
  const systems = usePolled<SystemsState>('systems/state', null);
  const hasSystems = systems.status === 'there';
  const names: TabName[] = [
    'Traffic',
    'Faults',
    ...(hasAlerts ? (['Alerts', 'Pager'] as const) : []),
    ...(hasSystems ? (['Systems'] as const) : []),
    ...(hasPlatform ? (['Platform'] as const) : []),
  ];
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
      {tab === 'Alerts' && hasAlerts && <AlertsPanel />}
      {tab === 'Pager' && hasAlerts && <PagerPanel />}
      {tab === 'Systems' && hasSystems && <SystemsPanel />}
      {tab === 'Platform' && hasPlatform && <PlatformPanel />}
    </aside>
  );
}
