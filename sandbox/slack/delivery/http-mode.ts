// HTTP mode: signed requests to the bot's request URL, form-encoded for commands and interactivity, JSON for events.
// https://docs.slack.dev/authentication/verifying-requests-from-slack
import { createHmac } from 'node:crypto';
import { parseJson, type Json } from '../json.js';
import type { HttpMode } from '../options.js';
import type { Workspace } from '../state/workspace.js';
import type { Envelope, Outcome, Retry } from './envelope.js';

function encode(envelope: Envelope): { body: string; contentType: string } {
  const form = 'application/x-www-form-urlencoded';
  switch (envelope.type) {
    case 'slash_commands':
      return { body: formEncoded(envelope.payload), contentType: form };
    case 'interactive':
      return {
        body: formEncoded({ payload: JSON.stringify(envelope.payload) }),
        contentType: form,
      };
    case 'events_api':
      return { body: JSON.stringify(envelope.payload), contentType: 'application/json' };
    default:
      return envelope.type satisfies never;
  }
}

function formEncoded(fields: Json): string {
  const form = new URLSearchParams();
  for (const [key, value] of Object.entries(fields)) form.set(key, String(value));
  return form.toString();
}

/** Posts a body with Slack's signature headers. */
function post(
  ws: Workspace,
  mode: HttpMode,
  body: string,
  contentType: string,
  retry?: Retry,
): Promise<Response> {
  const timestamp = String(Math.floor(ws.clock.now() / 1000));
  const hmac = createHmac('sha256', mode.signingSecret).update(`v0:${timestamp}:${body}`);
  return fetch(mode.requestUrl, {
    method: 'POST',
    body,
    redirect: 'manual',
    signal: AbortSignal.timeout(ws.settings.ackDeadlineMs),
    headers: {
      'content-type': contentType,
      'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${hmac.digest('hex')}`,
      ...(retry === undefined
        ? {}
        : { 'x-slack-retry-num': String(retry.attempt), 'x-slack-retry-reason': retry.reason }),
    },
  });
}

export async function sendByHttp(
  ws: Workspace,
  mode: HttpMode,
  envelope: Envelope,
  retry: Retry | undefined,
): Promise<Outcome> {
  const { body, contentType } = encode(envelope);
  try {
    const answer = await post(ws, mode, body, contentType, retry);
    const content = await answer.text();
    if (answer.status !== 200) return { acked: false, error: 'dispatch_failed' };
    const isJson = answer.headers.get('content-type')?.startsWith('application/json') === true;
    const response = content === '' ? undefined : isJson ? parseJson(content) : content;
    return { acked: true, response: envelope.acceptsResponse ? response : undefined };
  } catch (error) {
    const late = error instanceof Error && error.name === 'TimeoutError';
    return { acked: false, error: late ? 'operation_timeout' : 'not_connected' };
  }
}

/** What Slack does when a request URL is saved: the bot must answer with the challenge. */
export async function verifyRequestUrl(ws: Workspace, mode: HttpMode): Promise<boolean> {
  const challenge = ws.clock.id('challenge');
  const body = JSON.stringify({ type: 'url_verification', token: verificationToken, challenge });
  try {
    const answer = await post(ws, mode, body, 'application/json');
    return answer.status === 200 && (await answer.text()).includes(challenge);
  } catch {
    return false;
  }
}

/** The old way for a bot to know Slack; still in every payload. */
export const verificationToken = 'sandbox-verification-token';
