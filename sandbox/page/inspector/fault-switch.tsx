// One fault on its switch, with its settings. A change while it is on takes effect at once.
import { useId, useState } from 'react';
import { isRecord } from '../../slack/json.js';
import { NumberInput, TextInput } from './setting-inputs.js';
import type { FaultSwitch, Setting } from './switches.js';

type Values = Record<string, string | number>;

export function FaultSwitchView(props: {
  fault: FaultSwitch;
  /** What it is set to; null, undefined or false: off. */
  current: unknown;
  set: (value: unknown) => void;
}) {
  const { fault, current, set } = props;
  const id = useId();
  const isOn = current !== null && current !== undefined && current !== false;
  const [draft, setDraft] = useState<Values>({});
  const values: Values = Object.fromEntries(
    fault.settings.map((setting) => {
      const live = isRecord(current) ? current[setting.name] : isOn ? current : undefined;
      const shown = typeof live === 'string' || typeof live === 'number' ? live : undefined;
      return [setting.name, (isOn ? shown : undefined) ?? draft[setting.name] ?? setting.initial];
    }),
  );
  const valueOf = (all: Values): unknown => {
    if (fault.bare !== true) return all;
    const [only] = fault.settings;
    return only ? all[only.name] : true;
  };
  const change = (setting: Setting, value: string | number): void => {
    const next = { ...values, [setting.name]: value };
    setDraft(next);
    if (isOn) set(valueOf(next));
  };
  return (
    <div className={isOn ? 'fault is-on' : 'fault'}>
      <label className="switch-line">
        <input
          type="checkbox"
          role="switch"
          className="switch"
          checked={isOn}
          aria-describedby={`${id}-note`}
          onChange={(event) => set(event.target.checked ? valueOf(values) : null)}
        />
        <span className="fault-title">{fault.title}</span>
      </label>
      <p className="fault-note" id={`${id}-note`}>
        {fault.note}
      </p>
      {fault.settings.length > 0 && (
        <div className="fault-settings">
          {fault.settings.map((setting) => (
            <SettingField
              setting={setting}
              value={values[setting.name] ?? setting.initial}
              change={(value) => change(setting, value)}
              key={setting.name}
            />
          ))}
        </div>
      )}
    </div>
  );
}

function SettingField(props: {
  setting: Setting;
  value: string | number;
  change: (value: string | number) => void;
}) {
  const { setting, value, change } = props;
  const { type } = setting;
  return (
    <label className="setting">
      <span>{setting.label}</span>
      {type.kind === 'choice' ? (
        <select
          value={value}
          onChange={(event) =>
            change(type.choices.find((one) => String(one) === event.target.value) ?? value)
          }
        >
          {type.choices.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
      ) : type.kind === 'number' ? (
        <NumberInput value={Number(value)} least={type.least} change={change} />
      ) : (
        <TextInput value={String(value)} change={change} />
      )}
    </label>
  );
}
