// The environment, parsed once at the start: names and reasons of everything wrong with it, or settings that can be trusted.
import type { z } from 'zod';
import { ConfigurationError, type ConfigurationProblem } from './problems.js';
import { tidied, type Variables } from './read-environment.js';
import {
  httpSettings,
  socketSettings,
  stageOf,
  terminalSettings,
  type Purpose,
} from './settings.js';

/** By the names of the variables. DATABRICKS_HOST may have a port; DATABRICKS_CA_CERT is the text of the PEM file. */
export type Settings = z.output<ReturnType<typeof terminalSettings>>;

/** In socket mode SLACK_APP_TOKEN is there, in http mode SLACK_SIGNING_SECRET. */
export type BotSettings = Settings & { SLACK_BOT_TOKEN: string };

/**
 * The settings of the bot or of a terminal.
 * @throws ConfigurationError with every problem
 */
export function parseEnvironment(
  variables: Variables,
  purpose: Purpose & { for: 'bot' },
): BotSettings;
export function parseEnvironment(variables: Variables, purpose: Purpose): Settings;
export function parseEnvironment(variables: Variables, purpose: Purpose): Settings {
  const stage = stageOf(tidied(variables)['PPM_ENV']);
  if (purpose.for === 'terminal') return parsed(terminalSettings(stage), variables);
  return purpose.mode === 'socket'
    ? parsed(socketSettings(stage), variables)
    : parsed(httpSettings(stage), variables);
}

function parsed<Schema extends z.ZodObject>(
  schema: Schema,
  variables: Variables,
): z.output<Schema> {
  const result = schema.safeParse(tidied(variables), {
    error: (issue) => (issue.input === undefined ? 'is missing' : undefined),
  });
  if (result.success) return result.data;
  throw new ConfigurationError(result.error.issues.map(problemOf));
}

function problemOf(issue: z.core.$ZodIssue): ConfigurationProblem {
  const name = String(issue.path[0] ?? 'environment');
  if (issue.code === 'invalid_value')
    return { name, reason: `must be one of ${issue.values.map(String).join(', ')}` };
  return { name, reason: issue.message };
}
