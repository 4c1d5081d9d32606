// What a Web API method is: its token, its scopes, its arguments and what it does. One object each.
import { z } from 'zod';
import { isRecord, parseJson, type Json } from '../json.js';
import type { Channel, Workspace } from '../state/workspace.js';

/** The call fails with ok:false and this name. */
export class ApiError extends Error {
  readonly extra: Json;
  constructor(name: string, extra: Json = {}) {
    super(name);
    this.extra = extra;
  }
}

export interface Method {
  name: string;
  token: 'bot' | 'app';
  /** Any one of them is enough; none: every token may. */
  scopes: readonly string[];
  call(ws: Workspace, args: Json): Json;
}

interface Definition<Args extends z.ZodObject> {
  token?: 'app';
  scopes: readonly string[];
  args: Args;
  run(ws: Workspace, args: z.output<Args>): Json;
}

export function defineMethod<Args extends z.ZodObject>(
  name: string,
  definition: Definition<Args>,
): Method {
  return {
    name,
    token: definition.token ?? 'bot',
    scopes: definition.scopes,
    call(ws, args) {
      const parsed = definition.args.safeParse(args);
      if (!parsed.success) throw invalidArguments(parsed.error.issues.map(argumentProblem(args)));
      return definition.run(ws, parsed.data);
    },
  };
}

export function invalidArguments(messages: string[]): ApiError {
  return new ApiError('invalid_arguments', {
    response_metadata: { messages: messages.map((message) => `[ERROR] ${message}`) },
  });
}

const argumentProblem = (args: Json) => (issue: z.core.$ZodIssue) => {
  const name = String(issue.path[0]);
  return args[name] === undefined
    ? `missing required field: ${name}`
    : `${issue.message} [json-pointer:/${issue.path.map(String).join('/')}]`;
};

/** Arguments come as form fields, so numbers, flags and objects may come as text. */
export const text = z.preprocess(
  (value) => (typeof value === 'number' ? String(value) : value),
  z.string(),
);
export const flag = z.preprocess(
  (value) => (typeof value === 'string' ? value === 'true' || value === '1' : value),
  z.boolean(),
);
export const number = z.preprocess(
  (value) => (typeof value === 'string' && value !== '' ? Number(value) : value),
  z.number(),
);
/** JSON, or JSON written as text. Text that is no JSON stays text, for the checker to refuse. */
export const json = z.preprocess(
  (value) => (typeof value === 'string' ? (parseJson(value) ?? value) : value),
  z.unknown(),
);
/** 'a,b' or ["a","b"] */
export const list = z.preprocess((value) => {
  if (typeof value !== 'string') return value;
  const parsed = parseJson(value);
  return Array.isArray(parsed) ? parsed : value.split(',').map((item) => item.trim());
}, z.array(z.string()));

export const channelArg = { channel: text };

const kindScopes = { public: 'channels', private: 'groups', im: 'im', mpim: 'mpim' } as const;

/** The scope that an action on this kind of conversation needs: channels:history, im:read … */
export function requireScope(ws: Workspace, ...anyOf: readonly string[]): void {
  const provided = ws.settings.scopes;
  if (anyOf.length > 0 && !anyOf.some((scope) => provided.includes(scope)))
    throw new ApiError('missing_scope', {
      needed: anyOf.join(','),
      provided: provided.join(','),
    });
}

export function requireKindScope(ws: Workspace, channel: Channel, right: 'read' | 'history'): void {
  requireScope(ws, `${kindScopes[channel.kind]}:${right}`);
}

/** The channel, if it exists and the bot may know of it. */
export function channelFor(ws: Workspace, id: string): Channel {
  const channel = ws.channels.get(id);
  const bot = ws.settings.seed.bot.userId;
  if (channel === undefined || (channel.kind !== 'public' && !channel.members.has(bot)))
    throw new ApiError('channel_not_found');
  return channel;
}

/** The channel, if the bot is in it. */
export function joinedChannel(ws: Workspace, id: string): Channel {
  const channel = channelFor(ws, id);
  if (!channel.members.has(ws.settings.seed.bot.userId)) throw new ApiError('not_in_channel');
  return channel;
}

export interface Page<Item> {
  items: Item[];
  /** Empty on the last page. */
  next: string;
}

/** Cuts a page out of a list. The cursor is opaque to the bot. */
export function paginate<Item>(
  items: readonly Item[],
  limit: number | undefined,
  cursor: string | undefined,
  fallback: number,
): Page<Item> {
  const from = cursor ? Number(decodeCursor(cursor)) : 0;
  if (!Number.isInteger(from) || from < 0) throw new ApiError('invalid_cursor');
  const size = limit === undefined || limit === 0 ? fallback : limit;
  if (size < 1 || size > 1000) throw new ApiError('invalid_limit');
  const until = from + size;
  return {
    items: items.slice(from, until),
    next: until < items.length ? encodeCursor(String(until)) : '',
  };
}

export const encodeCursor = (value: string) => Buffer.from(`next:${value}`).toString('base64');
export const decodeCursor = (cursor: string) =>
  /^next:(.+)$/.exec(Buffer.from(cursor, 'base64').toString('utf8'))?.[1] ?? 'invalid';

export const cursorArgs = { limit: number.optional(), cursor: text.optional() };

export function isEmptyObject(value: unknown): boolean {
  return isRecord(value) && Object.keys(value).length === 0;
}
