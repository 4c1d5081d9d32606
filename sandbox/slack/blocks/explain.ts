// Says what is wrong in Slack's own words: "[ERROR] must be less than 151 characters [json-pointer:/blocks/0/text/text]".
import type { z } from 'zod';
import { isRecord } from '../json.js';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

const pointer = (path: Path) => `/${path.map(String).join('/')}`;
export const line = (message: string, path: Path) => `${message} [json-pointer:${pointer(path)}]`;

function at(root: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, key) => {
    if (Array.isArray(value)) return value[Number(key)];
    return isRecord(value) ? value[String(key)] : undefined;
  }, root);
}

function bound(issue: Issue, path: Path): string {
  if (issue.code === 'too_big') {
    const most = Number(issue.maximum);
    if (issue.origin === 'array') return line(`no more than ${most} items allowed`, path);
    if (issue.origin === 'string') return line(`must be less than ${most + 1} characters`, path);
    return line(`must be less than ${most + 1}`, path);
  }
  if (issue.code !== 'too_small') return line(issue.message, path);
  const least = Number(issue.minimum);
  if (issue.origin === 'array') return line(`must provide at least ${least} items`, path);
  if (issue.origin === 'string') return line(`must be more than ${least - 1} characters`, path);
  return line(`must be more than ${issue.inclusive === true ? least - 1 : least}`, path);
}

function issueLines(issue: Issue, root: unknown, prefix: Path): string[] {
  const path = [...prefix, ...issue.path];
  const missing = issue.path.length > 0 && at(root, issue.path) === undefined;
  if (missing && issue.code !== 'custom')
    return [line(`missing required field: ${String(path.at(-1))}`, path.slice(0, -1))];
  switch (issue.code) {
    case 'invalid_type':
      return [line(`must provide a ${issue.expected}`, path)];
    case 'too_big':
    case 'too_small':
      return [bound(issue, path)];
    case 'unrecognized_keys':
      return issue.keys.map((key) => line(`invalid additional property: ${key}`, path));
    case 'invalid_union':
      return issue.discriminator === undefined
        ? [line('failed to match all allowed schemas', path)]
        : [line(`unsupported type: ${String(at(root, issue.path))}`, path)];
    case 'invalid_value':
      return [line('must be a valid enum value', path)];
    case 'invalid_format':
    case 'not_multiple_of':
    case 'invalid_key':
    case 'invalid_element':
    case 'custom':
      return [line(issue.message, path)];
    default:
      return issue satisfies never;
  }
}

/** One line for every problem, without the "[ERROR] " that response_metadata.messages puts before it. */
export function explain(error: z.ZodError, root: unknown, prefix: Path): string[] {
  return error.issues.flatMap((issue) => issueLines(issue, root, prefix));
}
