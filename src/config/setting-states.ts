// Each setting for the operation `env`: whether it is present and well-formed, and nothing of what it says.
import { z } from 'zod';
import type { SettingState } from '../services/overview.js';
import { tidied, type Variables } from './read-environment.js';
import { referredSettings, type Referred, type Referring } from './referred-settings.js';
import {
  httpSettings,
  socketSettings,
  stageOf,
  terminalSettings,
  type Purpose,
} from './settings.js';

/** Beginnings that every such token has, so that they tell nothing about this one. */
const publicPrefixes: ReadonlyMap<string, readonly string[]> = new Map([
  ['SLACK_BOT_TOKEN', ['xoxb-']],
  ['SLACK_APP_TOKEN', ['xapp-']],
  ['NOTION_API_KEY', ['secret_', 'ntn_']],
  ['DATABRICKS_TOKEN', ['dapi']],
  ['GITHUB_TOKEN', ['github_pat_', 'ghp_', 'ghs_', 'gho_']],
]);

/**
 * The state of every setting that is read, in the order of settings.ts; then of what else ppm.config.yaml refers to.
 * @param config without it only the settings that the bot itself reads
 */
export function settingStates(
  variables: Variables,
  purpose: Purpose,
  config: Referring | null = null,
): SettingState[] {
  const values = new Map(Object.entries(tidied(variables)));
  const stage = stageOf(values.get('PPM_ENV'));
  const shapes = { socket: socketSettings, http: httpSettings };
  const schema = purpose.for === 'terminal' ? terminalSettings(stage) : shapes[purpose.mode](stage);
  const fields = new Map<string, z.ZodType>(Object.entries(schema.shape));
  const referred = new Map((config ? referredSettings(config) : []).map((one) => [one.name, one]));
  const known = [...fields].map(([name, field]) =>
    referredTo(stateOf({ name, like: name }, field, values.get(name)), referred.get(name)),
  );
  const others = [...referred.values()]
    .filter(({ name }) => !fields.has(name))
    .map((one) => {
      const field = fields.get(one.like ?? '') ?? z.string();
      return referredTo(
        stateOf({ name: one.name, like: one.like }, field.optional(), values.get(one.name)),
        one,
      );
    });
  return [...known, ...others];
}

function referredTo(state: SettingState, by: Referred | undefined): SettingState {
  if (!by) return state;
  return { ...state, required: state.required || by.required, usedBy: by.usedBy };
}

/** @param setting.like the known setting whose tokens begin as its do */
function stateOf(
  { name, like }: { name: string; like: string | null },
  field: z.ZodType,
  value: string | undefined,
): SettingState {
  const absent = field.safeParse(undefined);
  const required = !absent.success;
  if (value === undefined) {
    const hasDefault = absent.success && absent.data !== undefined;
    return hasDefault
      ? { name, required, state: 'default', shown: '(default)' }
      : { name, required, state: 'missing', shown: '–' };
  }
  const present = field.safeParse(value);
  if (!present.success) {
    const expected = present.error.issues[0]?.message;
    return {
      name,
      required,
      state: 'malformed',
      shown: `(${lengthClass(value)})`,
      ...(expected === undefined ? {} : { expected }),
    };
  }
  const prefix = publicPrefixes.get(like ?? name)?.find((beginning) => value.startsWith(beginning));
  return { name, required, state: 'set', shown: `${prefix ?? ''}… (${lengthClass(value)})` };
}

/** Roughly how long: enough to see that half of it was lost in copying. */
function lengthClass(value: string): string {
  if (value.length < 16) return 'under 16 characters';
  return value.length < 64 ? '16 to 63 characters' : '64 or more characters';
}
