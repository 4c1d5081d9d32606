// ppm.config.yaml: read, checked for its shape and then for what a shape can't say, such as two people with one name.
import type { z } from 'zod';
import { scheduleProblems } from '../services/schedule/schedule-problems.js';
import type { ScheduledOperation } from '../services/schedule/scheduled-operation.js';
import { ConfigurationError, type ConfigurationProblem } from './problems.js';
import { configSchema, type Config } from './schema.js';
import { contradictions, doubts, type Remark } from './sense.js';
import { readYaml, type YamlFile } from './yaml.js';

export interface LoadedConfig {
  config: Config;
  /** What may be meant, but looks like a mistake. */
  warnings: ConfigurationProblem[];
}

/**
 * The configuration of the company.
 * @param operations what schedules may name; without them schedules are not held against anything
 * @throws ConfigurationError with every problem, each with its path and line
 */
export function loadConfig(
  path: string,
  operations: readonly ScheduledOperation[] | null = null,
): LoadedConfig {
  const file = readYaml(path);
  const result = configSchema.safeParse(file.content, { error: messageOf });
  if (!result.success)
    throw new ConfigurationError(
      result.error.issues.flatMap(remarksOf).map((remark) => located(file, remark)),
    );
  const problems = [
    ...contradictions(result.data),
    ...(operations === null ? [] : scheduleProblems(result.data, operations)),
  ];
  if (problems.length > 0)
    throw new ConfigurationError(problems.map((remark) => located(file, remark)));
  return {
    config: result.data,
    warnings: doubts(result.data).map((remark) => located(file, remark)),
  };
}

function located(file: YamlFile, { path, reason }: Remark): ConfigurationProblem {
  return { name: pathText(path), reason: `line ${file.lineOf(path)}: ${reason}` };
}

/** `roles.oncall[0]` */
function pathText(path: readonly PropertyKey[]): string {
  const text = path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('');
  return text.replace(/^\./, '') || 'the file';
}

function messageOf(issue: z.core.$ZodRawIssue): string | undefined {
  return issue.input === undefined ? 'is missing' : undefined;
}

/** A name that is not known is a problem of its own line. */
function remarksOf(issue: z.core.$ZodIssue): Remark[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ path: [...issue.path, key], reason: 'is not a known name' }));
  if (issue.code === 'invalid_key')
    return [{ path: issue.path, reason: `must be named with ${messagesOf(issue.issues)}` }];
  if (issue.code === 'invalid_format')
    return [{ path: issue.path, reason: `must be ${issue.message}` }];
  return [{ path: issue.path, reason: lowerFirst(issue.message) }];
}

function messagesOf(issues: readonly { message: string }[]): string {
  return issues.map((issue) => issue.message).join(', ');
}

function lowerFirst(text: string): string {
  return `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
}
