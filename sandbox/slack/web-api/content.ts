// What a message may say: text, blocks and metadata, checked as chat.postMessage, chat.update and response_url do.
import { z } from 'zod';
import { checkBlocks } from '../blocks/check.js';
import type { Block } from '../protocol.js';
import { botId, type Metadata, type Workspace } from '../state/workspace.js';
import { ApiError, isEmptyObject } from './method.js';

const postedCharacters = 40_000;
/** chat.update takes far less than chat.postMessage, and counts bytes after & < > are escaped. */
const updatedBytes = 4000;
const metadataCharacters = 16_000;

/** Block types the bot may not use here: switched off by a fault, or for want of a scope. */
export function refusedBlocks(ws: Workspace): string[] {
  const { scopes } = ws.settings;
  return [
    ...ws.faults.get().refusedBlocks,
    ...(scopes.includes('links.embed:write') ? [] : ['video']),
  ];
}

export const blockIdMaker = (ws: Workspace) => () => ws.clock.id('b').toLowerCase();

export function readBlocks(ws: Workspace, input: unknown): Block[] {
  if (!Array.isArray(input)) throw new ApiError('invalid_blocks_format');
  const checked = checkBlocks(input, {
    surface: 'message',
    refused: refusedBlocks(ws),
    makeId: blockIdMaker(ws),
    prefix: ['blocks'],
  });
  if (checked.ok) return checked.blocks;
  const { error, errors } = checked;
  throw new ApiError(error, {
    errors,
    response_metadata: { messages: errors.map((each) => `[ERROR] ${each}`) },
  });
}

export function checkPostedText(text: string): void {
  if (text.length > postedCharacters) throw new ApiError('msg_too_long');
}

export function checkUpdatedText(text: string): void {
  const escaped = text
    .replace(/&(?!amp;|lt;|gt;)/g, '&amp;')
    .replace(/<(?![@#!]|https?:|mailto:)/g, '&lt;');
  if (Buffer.byteLength(escaped) > updatedBytes) throw new ApiError('msg_too_long');
}

const metadataSchema = z.object({
  event_type: z.string().min(1).max(255),
  event_payload: z.record(z.string(), z.unknown()),
});

/** @returns null for the empty object, which removes metadata */
export function readMetadata(input: unknown): Metadata | null | undefined {
  if (input === undefined) return undefined;
  if (isEmptyObject(input)) return null;
  const parsed = metadataSchema.safeParse(input);
  if (!parsed.success) throw new ApiError('invalid_metadata_format');
  if (JSON.stringify(parsed.data).length > metadataCharacters)
    throw new ApiError('metadata_too_large');
  return parsed.data;
}

/** The thread to answer in. Slack wants the root's ts; a reply's ts would start a thread nobody finds. */
export function checkThread(ws: Workspace, channel: string, threadTs: string): void {
  const root = ws.messages.get(channel)?.find((message) => message.ts === threadTs);
  if (root === undefined || root.ephemeralTo !== undefined) throw new ApiError('thread_not_found');
  if (root.threadTs !== undefined) throw new ApiError('cannot_reply_to_message');
}

export function isOwn(ws: Workspace, message: { user: string }): boolean {
  return message.user === botId(ws);
}
