// `{setting.NAME}` in a header of a component.
import { maskOf, type SettingOf } from '../commands/environment.js';
import { notConfigured } from './probe.js';

const placeholder = /\{setting\.(\w+)\}/g;

export interface Filled {
  headers: Record<string, string>;
  /** Lays masks over the settings' values, should the component say them again. */
  mask: (text: string) => string;
}

/** @throws Unwell not_configured that names a missing setting */
export function fillSettings(
  headers: Readonly<Record<string, string>>,
  settingOf: SettingOf,
): Filled {
  const names = new Set<string>();
  const filled = Object.entries(headers).map(([header, text]) => [
    header,
    text.replaceAll(placeholder, (_whole, name: string) => {
      const value = settingOf(name);
      if (value === undefined) throw notConfigured(`the setting ${name} is missing`);
      names.add(name);
      return value;
    }),
  ]);
  return { headers: Object.fromEntries(filled), mask: maskOf({ pass: [...names] }, settingOf) };
}
