// Notion's webhook: the handshake that hands over the verification token, and events, stored before they are acknowledged.
// (Notion API, "Webhooks": an event that gets no 2xx is sent again, up to 8 times)
import { z } from 'zod';
import { Problem } from '../../core/problem.js';
import type { Log } from '../../services/log.js';
import { changedPage, notionEventSchema } from '../../services/notion/webhooks/event.js';
import {
  verificationToken,
  type WebhookTokens,
} from '../../services/notion/webhooks/webhook-tokens.js';
import type { Inbox } from '../../services/requests/inbox.js';
import type { IncomingOf } from '../incoming.js';
import {
  accepted,
  refused,
  type Webhook,
  type WebhookReply,
  type WebhookRequest,
} from './webhook.js';

export interface NotionWebhookParts {
  inbox: Pick<Inbox, 'accept'>;
  tokens: Pick<WebhookTokens, 'isSigned' | 'offer'>;
  log: Log;
}

const handshake = z.object({ verification_token: verificationToken });

export function notionWebhook(parts: NotionWebhookParts): Webhook {
  return async (request) => {
    try {
      return await answer(parts, request);
    } catch (error) {
      parts.log.error({ err: error }, 'a request of Notion could not be stored');
      const isAway = error instanceof Problem && error.code === 'store_unavailable';
      return isAway ? refused(503, 'store_unavailable') : refused(500, 'internal');
    }
  };
}

async function answer(parts: NotionWebhookParts, request: WebhookRequest): Promise<WebhookReply> {
  const { headers, body } = request;
  const signature = headers['x-notion-signature'];
  const isSigned = typeof signature === 'string' && (await parts.tokens.isSigned(body, signature));
  return isSigned ? takeEvent(parts, body) : takeHandshake(parts, body);
}

async function takeEvent({ inbox, log }: NotionWebhookParts, body: Buffer): Promise<WebhookReply> {
  const event = notionEventSchema.safeParse(jsonIn(body));
  if (!event.success) {
    log.warn({}, 'Notion sent a signed event that is not understood');
    return refused(400, 'not_understood');
  }
  const incoming: IncomingOf<'notion'> = { kind: 'notion', changed: changedPage(event.data) };
  await inbox.accept(`notion:${event.data.id}`, 'notion', incoming);
  return accepted;
}

/** It comes unsigned: whoever sends it can't have the token before. */
async function takeHandshake(
  { tokens, log }: NotionWebhookParts,
  body: Buffer,
): Promise<WebhookReply> {
  const token = handshake.safeParse(jsonIn(body)).data?.verification_token;
  if (token === undefined) return refused(401, 'not_signed');
  if (!(await tokens.offer(token))) {
    log.warn({}, 'a handshake of a Notion webhook was refused: a token is known already');
    return refused(401, 'token_known');
  }
  log.info({}, 'a Notion webhook asks to be verified: `notion webhook` shows its token');
  return accepted;
}

/** Undefined for what is no JSON. */
function jsonIn(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
