// Both halves of the configuration at the start, with the problems of both in one list.
import { isSecretName } from '../services/commands/environment.js';
import type { SettingState } from '../services/overview.js';
import { keepSecret } from '../services/redact.js';
import type { ScheduledOperation } from '../services/schedule/scheduled-operation.js';
import { loadConfig, type LoadedConfig } from './config-file.js';
import { parseEnvironment, type BotSettings, type Settings } from './environment.js';
import { ConfigurationError, type ConfigurationProblem } from './problems.js';
import { readEnvironment, tidied, type Variables } from './read-environment.js';
import { settingStates } from './setting-states.js';
import type { Config } from './schema.js';

/** What schedules may name. */
type Known = readonly ScheduledOperation[];

export interface Loaded<Given extends Settings> {
  settings: Given;
  config: Config;
  /** For the operation `env`. */
  settingStates: SettingState[];
  /** What is worth a look in ppm.config.yaml. */
  warnings: ConfigurationProblem[];
}

/** @throws ConfigurationError with every problem of the environment and of ppm.config.yaml */
export function loadForBot(
  operations: Known,
  variables: Variables = readEnvironment(),
): Loaded<BotSettings> {
  return load(variables, operations, 'bot', (mode) =>
    parseEnvironment(variables, { for: 'bot', mode }),
  );
}

/** @throws ConfigurationError with every problem of the environment and of ppm.config.yaml */
export function loadForTerminal(
  operations: Known,
  variables: Variables = readEnvironment(),
): Loaded<Settings> {
  return load(variables, operations, 'terminal', (mode) =>
    parseEnvironment(variables, { for: 'terminal', mode }),
  );
}

/** Where ppm.config.yaml is, relative to where the process was started. */
export function configPath(variables: Variables = readEnvironment()): string {
  return tidied(variables)['PPM_CONFIG'] ?? './ppm.config.yaml';
}

function load<Given extends Settings>(
  variables: Variables,
  operations: Known,
  purpose: 'bot' | 'terminal',
  parse: (mode: Config['slack']['mode']) => Given,
): Loaded<Given> {
  const problems: ConfigurationProblem[] = [];
  const file = collect<LoadedConfig>(problems, () => loadConfig(configPath(variables), operations));
  const mode = file?.config.slack.mode ?? 'socket';
  const settings = collect(problems, () => parse(mode));
  if (file === undefined || settings === undefined) throw new ConfigurationError(problems);
  const states = settingStates(variables, { for: purpose, mode }, file.config);
  keepSecret(secretsOf(variables, states));
  return { settings, ...file, settingStates: states };
}

/** What nothing may show from now on: values of secret settings, and the passwords in addresses by themselves. */
function secretsOf(variables: Variables, states: readonly SettingState[]): string[] {
  const values = tidied(variables);
  return states
    .filter(({ name }) => isSecretName(name))
    .flatMap(({ name }) => values[name] ?? [])
    .flatMap((value) => {
      const password = /^[\w+]+:\/\/[^\s/?#:@]*:([^\s/?#@]+)@/.exec(value)?.[1];
      return password === undefined ? [value] : [value, password, decoded(password)];
    });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** What `act` returns; undefined when it had problems, which are added to `problems`. */
function collect<Result>(problems: ConfigurationProblem[], act: () => Result): Result | undefined {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    problems.push(...error.problems);
    return undefined;
  }
}
