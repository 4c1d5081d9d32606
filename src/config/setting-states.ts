// Each setting for the operation `env`: whether it is present and well-formed, and nothing of what it says.
import type { z } from 'zod';
import type { SettingState } from '../services/overview.js';
import { tidied, type Variables } from './read-environment.js';
import {
  httpSettings,
  socketSettings,
  stageOf,
  terminalSettings,
  type Purpose,
} from './settings.js';

/** Beginnings that every such token has, so that they tell nothing about this one. */
const publicPrefixes: Readonly<Record<string, readonly string[]>> = {
  SLACK_BOT_TOKEN: ['xoxb-'],
  SLACK_APP_TOKEN: ['xapp-'],
  NOTION_API_KEY: ['secret_', 'ntn_'],
  DATABRICKS_TOKEN: ['dapi'],
  GITHUB_TOKEN: ['github_pat_', 'ghp_', 'ghs_', 'gho_'],
};

/** The state of every setting that is read, in the order of settings.ts. */
export function settingStates(variables: Variables, purpose: Purpose): SettingState[] {
  const values = tidied(variables);
  const stage = stageOf(values['PPM_ENV']);
  const shapes = { socket: socketSettings, http: httpSettings };
  const schema = purpose.for === 'terminal' ? terminalSettings(stage) : shapes[purpose.mode](stage);
  return Object.entries(schema.shape).map(([name, field]) => stateOf(name, field, values[name]));
}

function stateOf(name: string, field: z.ZodType, value: string | undefined): SettingState {
  const absent = field.safeParse(undefined);
  const required = !absent.success;
  if (value === undefined) {
    const hasDefault = absent.success && absent.data !== undefined;
    return hasDefault
      ? { name, required, state: 'default', shown: '(default)' }
      : { name, required, state: 'missing', shown: '–' };
  }
  if (!field.safeParse(value).success)
    return { name, required, state: 'malformed', shown: `(${lengthClass(value)})` };
  const prefix = publicPrefixes[name]?.find((known) => value.startsWith(known));
  return { name, required, state: 'set', shown: `${prefix ?? ''}… (${lengthClass(value)})` };
}

/** Roughly how long: enough to see that half of it was lost in copying. */
function lengthClass(value: string): string {
  if (value.length < 16) return 'under 16 characters';
  return value.length < 64 ? '16 to 63 characters' : '64 or more characters';
}
