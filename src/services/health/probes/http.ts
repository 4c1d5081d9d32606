// An address: does it answer with the expected status, and with the expected values? (Runbook 1 "Morning Health Check",
// control room; runbook 4 "API Health", "Notion Connectivity")
import type { ComponentConfig } from '../../../config/health-schema.js';
import type { SettingOf } from '../../commands/environment.js';
import { fillSettings } from '../fill-settings.js';
import { getAddress, type Got } from '../get-address.js';
import type { ProbeFailure } from '../health.js';
import { jsonIn, unhealthyParts, valueAt } from '../json-answer.js';
import { good, Unwell, type Answer, type Probe } from '../probe.js';
import type { TrustOf } from '../trust.js';

export type HttpConfig = Extract<ComponentConfig, { kind: 'http' }>;
type Expected = Pick<HttpConfig, 'status' | 'json' | 'not'>;

export function httpProbe(
  config: HttpConfig,
  { settingOf, trustOf }: { settingOf: SettingOf; trustOf: TrustOf },
): Probe {
  return async ({ signal }) => {
    const { headers, mask } = fillSettings(config.headers, settingOf);
    const follow = config.status < 300 || config.status > 399;
    const trust = await trustOf(config.caCertificate);
    const got = await getAddress(config.url, { headers, trust, follow, signal });
    try {
      return judged(got, config);
    } catch (error) {
      throw error instanceof Unwell ? new Unwell(error.failure, mask(error.said)) : error;
    }
  };
}

/** @throws Unwell */
function judged(got: Got, { status, json: expected, not }: Expected): Answer {
  const json = jsonIn(got.text);
  if (got.status !== status && !isAnotherParts(got, json, expected))
    throw new Unwell(failureOfStatus(got.status), statusText(got.status, json, status));
  const paths = [...Object.keys(expected), ...Object.keys(not)];
  if (json === undefined && paths.length > 0)
    throw new Unwell('unexpected_body', `it answers no JSON (${got.type || 'no type'})`);
  for (const [path, value] of Object.entries(expected)) {
    const found = valueAt(json, path);
    if (found === value) continue;
    const why = unhealthyParts(json);
    const text =
      found === undefined
        ? `its answer has no ${path}`
        : `${path} is ${shown(found)}, not ${shown(value)}`;
    throw new Unwell('unexpected_body', why === null ? text : `${text} (${why})`);
  }
  for (const [path, value] of Object.entries(not))
    if (valueAt(json, path) === value)
      throw new Unwell('mock_data', `${path} is ${shown(value)}: these are no real data`);
  return good(saidOf(got, json, expected));
}

/**
 * A health address answers 503 when any of its parts is unwell. A component that expects values of one part
 * (`checks.notion.status`) is well when those are there: the others are components of their own.
 */
function isAnotherParts({ status }: Got, json: unknown, expected: Expected['json']): boolean {
  const wanted = Object.entries(expected);
  return (
    status === 503 &&
    wanted.length > 0 &&
    wanted.every(([path, value]) => path.includes('.') && valueAt(json, path) === value)
  );
}

/** What an HTTP status that was not expected means. */
export function failureOfStatus(status: number): ProbeFailure {
  if (status === 401) return 'auth';
  if (status === 403) return 'forbidden';
  if (status === 404) return 'not_found';
  if (status === 429) return 'rate_limit';
  return status >= 500 ? 'server_error' : 'unexpected_status';
}

function statusText(status: number, json: unknown, expected: number): string {
  const why = unhealthyParts(json);
  return `HTTP ${status}, not ${expected}${why === null ? '' : `: ${why}`}`;
}

function saidOf({ status }: Got, json: unknown, expected: Expected['json']): string {
  const values = Object.keys(expected).map((path) => `${path} ${shown(valueAt(json, path))}`);
  return [`HTTP ${status}`, ...values].join(', ');
}

/** At most 60 characters. */
function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
