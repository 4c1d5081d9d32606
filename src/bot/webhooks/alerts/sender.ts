// What all senders of alerts have in common: prove who you are, send JSON, and get the 2xx once everything is stored.
// (Alertmanager sends again after a 5xx only, so that a store that is away must be one.)
import { Problem } from '../../../core/problem.js';
import type { AlertBatch, AlertSource, Intake } from '../../../services/alerts/batch.js';
import type { Log } from '../../../services/log.js';
import {
  accepted,
  refused,
  type Webhook,
  type WebhookReply,
  type WebhookRequest,
} from '../webhook.js';
import { jsonBody } from './json-body.js';

/** No batch: nothing that concerns us, and that is fine. */
export type Understood = { ok: true; batches: AlertBatch[] } | { ok: false; reply: WebhookReply };

export interface Sender {
  source: AlertSource;
  /** Undefined: this sender is not wanted. */
  secret: string | undefined;
  /** Null when it proves that it knows the secret, else what to answer. */
  refusal(request: WebhookRequest, secret: string): WebhookReply | null;
  understand(value: unknown, request: WebhookRequest): Understood;
}

export const notAuthorized = refused(401, 'not_authorized');

export function webhookOf(sender: Sender, { intake, log }: { intake: Intake; log: Log }): Webhook {
  const { source } = sender;
  return async (request) => {
    const reply = await answer(sender, intake, request).catch((error: unknown) => {
      log.error({ err: error, source }, 'alerts could not be stored');
      const isAway = error instanceof Problem && error.code === 'store_unavailable';
      return isAway ? refused(503, 'store_unavailable') : refused(500, 'internal');
    });
    if (reply.status >= 400 && reply.status < 500)
      log.warn({ source, reply: reply.body }, 'a request with alerts was refused');
    return reply;
  };
}

async function answer(
  { secret, refusal, understand }: Sender,
  intake: Intake,
  request: WebhookRequest,
): Promise<WebhookReply> {
  // An empty secret would let everybody in.
  if (secret === undefined || secret === '') return refused(403, 'not_configured');
  const denied = refusal(request, secret);
  if (denied) return denied;
  const json = jsonBody(request);
  if (!json.ok) return json.reply;
  const understood = understand(json.value, request);
  if (!understood.ok) return understood.reply;
  for (const batch of understood.batches) await intake.take(batch);
  return accepted;
}
