// How settings that may be tuned are told, and what their two actions share.
import { z } from 'zod';
import type { Context } from '../../../services/context.js';
import {
  tunableNames,
  type Tunable,
  type TunableName,
} from '../../../services/settings/tunables.js';
import { stamp } from '../../../services/sync/when.js';

export const nameInput = z.enum(tunableNames).describe('Name of the setting');

/** `120 per minute` */
export function valueText({ unit }: Pick<Tunable, 'unit'>, value: number): string {
  return unit === 'of 1' ? `${Math.round(value * 1_000) / 10} %` : `${value} ${unit}`;
}

/** `ana, until 2026-11-21 09:20 UTC: Notion is slow` */
export function changedText({ changed }: Pick<Tunable, 'changed'>): string {
  if (changed === null) return '';
  const { by, until, reason } = changed;
  return `${by}, ${until === null ? 'until it is changed' : `until ${stamp(until)}`}${reason === '' ? '' : `: ${reason}`}`;
}

export async function tunableOf(
  { tunables }: Pick<Context, 'tunables'>,
  name: TunableName,
): Promise<Tunable> {
  const found = (await tunables.list()).find((one) => one.name === name);
  if (!found) throw new Error(`the list of settings has no ${name}`);
  return found;
}

/** The bot is what production hangs on: a change needs the approval that production needs. */
export function environmentOf({ overview }: Pick<Context, 'overview'>): string {
  const found = Object.entries(overview.environments).find(([, { production }]) => production);
  return found?.[0] ?? 'production';
}

/** What must not have been changed by somebody else between plan and run. */
export function settingGuard({ value, changed }: Tunable) {
  return { 'value now': value, 'changed at': changed?.at ?? null };
}

export function targetOf(name: TunableName): string {
  return `setting ${name}`;
}
