// The HTTP call of the second channel: what is sent, and whether it was taken. Without a template it is an event as
// PagerDuty's Events API v2 takes it; `dedup_key` makes a repeat the same page.
import type { Registry } from 'prom-client';
import { z } from 'zod';
import type { PagingConfig } from '../../config/incidents-schema.js';
import type { Severity } from '../../core/severity.js';
import type { SettingOf } from '../commands/environment.js';
import { redact } from '../redact.js';
import type { PolicyMetrics } from '../resilience/policy-metrics.js';
import type { Notice } from './notices.js';
import { pagerCalls } from './paging-metrics.js';

export type PagerConfig = NonNullable<PagingConfig['fallback']>;

/** As much of `fetch` as is needed. */
export type Fetch = (
  url: string,
  init: {
    method: string;
    headers?: Record<string, string>;
    body?: string;
    redirect: 'manual';
    signal: AbortSignal;
  },
) => Promise<Pick<Response, 'status' | 'body'>>;

export const callDeadline = 10_000;
/** Most characters of a text: PagerDuty takes 1,024 as a summary. */
const longest = 1_000;

const template = JSON.stringify({
  routing_key: '{setting.PAGER_KEY}',
  event_action: 'trigger',
  dedup_key: '{key}',
  client: 'ppm-oncall',
  payload: {
    summary: '{title}',
    source: 'ppm-oncall',
    severity: '{level}',
    custom_details: { incident: '{incident}', people: '{people}', text: '{text}' },
  },
});

const levels: Record<Severity, string> = {
  P0: 'critical',
  P1: 'critical',
  P2: 'error',
  P3: 'warning',
  P4: 'info',
};

/** Why it was not taken, in a word that may be logged: an address, a header and a body may hold secrets. */
export class CallFailed extends Error {
  override readonly name = 'CallFailed';
}

/** @throws CallFailed unless the answer is 2xx; a redirect is not followed: it could lead the key to another host */
export async function callPager(
  pager: PagerConfig,
  notice: Notice,
  given: { settingOf: SettingOf; fetch: Fetch; stopping: AbortSignal; registry: Registry },
): Promise<void> {
  const headers = Object.entries(pager.headers).map(([name, value]) => [
    name,
    filled(value, {}, given.settingOf, (text) => text),
  ]);
  const init = {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...Object.fromEntries(headers) },
    body: filled(pager.body ?? template, wordsOf(notice), given.settingOf, asJson),
    redirect: 'manual' as const,
    signal: AbortSignal.any([AbortSignal.timeout(callDeadline), given.stopping]),
  };
  await answered(given.fetch, pager.url, init, pagerCalls(given.registry));
}

/**
 * @param called told what became of the call
 * @throws CallFailed unless the answer is 2xx
 */
export async function answered(
  fetch: Fetch,
  url: string,
  init: Parameters<Fetch>[1],
  called: PolicyMetrics['called'],
): Promise<void> {
  const answer = await fetch(url, init).catch((error: unknown) => {
    called('failed');
    throw new CallFailed(reasonOf(error));
  });
  await answer.body?.cancel().catch(() => {});
  const isTaken = answer.status >= 200 && answer.status <= 299;
  const isServed = answer.status < 500 && answer.status !== 429;
  called(isTaken ? 'ok' : isServed ? 'refused' : 'failed');
  if (!isTaken) throw new CallFailed(`answered ${answer.status}`);
}

function wordsOf(notice: Notice): Record<string, string> {
  return {
    title: redact(notice.title),
    text: redact(notice.text),
    severity: notice.severity,
    level: levels[notice.severity],
    incident: notice.incident ?? '',
    key: notice.id,
    people: notice.people.map(({ person }) => person).join(', '),
  };
}

/** `{word}` and `{setting.NAME}` replaced; other braces stay. @throws CallFailed when a setting is missing */
function filled(
  text: string,
  words: Record<string, string>,
  settingOf: SettingOf,
  escape: (text: string) => string,
): string {
  return text.replaceAll(/\{(?:setting\.(\w+)|([a-z]+))\}/g, (whole, setting, word) => {
    if (typeof setting === 'string') {
      const value = settingOf(setting);
      if (value === undefined) throw new CallFailed(`setting ${setting} is missing`);
      return escape(value);
    }
    const value = words[String(word)];
    return value === undefined ? whole : escape(value.slice(0, longest));
  });
}

/** As it stands between the quotes of a JSON text. */
function asJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

const causeSchema = z.object({ cause: z.object({ code: z.string() }) });

/** `ECONNREFUSED`, `TimeoutError` … */
function reasonOf(error: unknown): string {
  const known = causeSchema.safeParse(error);
  if (known.success) return known.data.cause.code;
  return error instanceof Error ? error.name : 'no answer';
}
