// What a program is told of the bot's settings: what every program needs, and those that its configuration names.
import type { CommandSpec } from './commands.js';

/** Value of a setting by its name, such as `PATH`. */
export type SettingOf = (name: string) => string | undefined;

const always = ['PATH', 'HOME', 'LANG', 'TZ'];

export function environmentFor(
  { pass }: Pick<CommandSpec, 'pass'>,
  settingOf: SettingOf,
): Record<string, string> {
  return Object.fromEntries(
    [...always, ...pass].flatMap((name) => {
      const value = settingOf(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** Names of settings whose value nobody may read; a shorter one stands in too many words by chance. */
const secretName = /TOKEN|SECRET|PASS|KEY|CREDENTIAL|URI|REDIS_URL|DSN|CONNECTION/i;
const shortestSecret = 6;

/** Whether a setting of this name is secret. */
export function isSecretName(name: string): boolean {
  return secretName.test(name);
}

/** Lays masks over the values of secrets that the program was given, whatever they look like. */
export function maskOf(
  { pass }: Pick<CommandSpec, 'pass'>,
  settingOf: SettingOf,
): (text: string) => string {
  const secrets = pass.flatMap((name) => {
    const value = settingOf(name);
    return isSecretName(name) && value !== undefined && value.length >= shortestSecret
      ? [{ name, value }]
      : [];
  });
  return (text) =>
    secrets.reduce((rest, { name, value }) => rest.replaceAll(value, `[${name} removed]`), text);
}
