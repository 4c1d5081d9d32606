// The bot's answer to an interaction without a token: in the acknowledgement of a slash command, or to a response_url.
import { z } from 'zod';
import { changeMessage, findVisible, postMessage, removeMessage } from '../state/messages.js';
import type { ResponseTarget } from '../state/response-urls.js';
import { botId, type Workspace } from '../state/workspace.js';
import { checkPostedText, isOwn, readBlocks, readMetadata } from './content.js';
import { ApiError, flag } from './method.js';

const answer = z.looseObject({
  text: z.string().optional(),
  blocks: z.unknown().optional(),
  // Unless the bot says otherwise only the person who asked sees the answer.
  response_type: z.enum(['ephemeral', 'in_channel']).default('ephemeral'),
  replace_original: flag.default(false),
  delete_original: flag.default(false),
  thread_ts: z.string().optional(),
  metadata: z.unknown().optional(),
});

/** Carries the answer out; throws ApiError when Slack would refuse it. */
export function respond(ws: Workspace, target: ResponseTarget, input: unknown): void {
  const parsed = answer.safeParse(typeof input === 'string' ? { text: input } : input);
  if (!parsed.success) throw new ApiError('invalid_payload');
  const said = parsed.data;
  const source = target.source && findVisible(ws, target.user, target.channel, target.source.ts);

  if (said.delete_original) {
    if (source === undefined || !isOwn(ws, source)) throw new ApiError('message_not_found');
    removeMessage(ws, source);
    return;
  }

  const blocks = said.blocks === undefined ? [] : readBlocks(ws, said.blocks);
  if (!said.text && blocks.length === 0) throw new ApiError('no_text');
  const text = said.text ?? '';
  checkPostedText(text);
  const metadata = readMetadata(said.metadata);

  if (said.replace_original && target.source !== undefined) {
    if (source === undefined || !isOwn(ws, source)) throw new ApiError('message_not_found');
    changeMessage(ws, source, { text, blocks, ...(metadata === undefined ? {} : { metadata }) });
    return;
  }
  const threadTs = said.thread_ts ?? target.source?.threadTs;
  postMessage(ws, {
    channel: target.channel,
    user: botId(ws),
    text,
    blocks,
    ...(said.response_type === 'ephemeral' ? { ephemeralTo: target.user } : {}),
    ...(threadTs === undefined ? {} : { threadTs }),
    ...(metadata ? { metadata } : {}),
  });
}
