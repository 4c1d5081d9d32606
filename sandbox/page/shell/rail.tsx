// The narrow strip at the left edge: the workspace, search, the inspector, light or dark.
import { workspace } from '../../company.js';
import { Icon, type IconName } from './icon.js';
import type { Theme } from './theme.js';

export function Rail(props: {
  theme: Theme;
  toggleTheme: () => void;
  inspecting: boolean;
  toggleInspector: () => void;
  search: () => void;
}) {
  return (
    <nav className="rail" aria-label="Tools">
      <div className="workspace-logo" title={workspace.name} aria-hidden="true">
        M
      </div>
      <RailButton
        icon="search"
        label="Search"
        hint="Ctrl K"
        keys="Control+K Meta+K"
        click={props.search}
      />
      <RailButton
        icon="code"
        label="Inspector"
        hint="Ctrl I"
        keys="Control+I Meta+I"
        pressed={props.inspecting}
        click={props.toggleInspector}
      />
      <div className="rail-space" />
      <RailButton
        icon={props.theme === 'dark' ? 'sun' : 'moon'}
        label={props.theme === 'dark' ? 'Light' : 'Dark'}
        click={props.toggleTheme}
      />
    </nav>
  );
}

function RailButton(props: {
  icon: IconName;
  label: string;
  hint?: string;
  keys?: string;
  pressed?: boolean;
  click: () => void;
}) {
  return (
    <button
      type="button"
      className="rail-button"
      aria-pressed={props.pressed}
      aria-keyshortcuts={props.keys}
      title={props.hint}
      onClick={props.click}
    >
      <span className="rail-icon">
        <Icon name={props.icon} />
      </span>
      {props.label}
    </button>
  );
}
