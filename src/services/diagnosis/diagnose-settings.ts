// The settings of the bot: required ones that are missing, and any that does not have its form. (Runbook 1 "Check credentials")
import type { Context } from '../context.js';
import { signOf, type Sign } from './sign.js';

export function diagnoseSettings({ overview }: Pick<Context, 'overview'>): Sign[] {
  return overview.settings
    .filter(({ state, required }) => state === 'malformed' || (state === 'missing' && required))
    .map(({ name, state }) =>
      signOf('setting-missing', `${name} is ${state}`, { what: name, name }),
    );
}
