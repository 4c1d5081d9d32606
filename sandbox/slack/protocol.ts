// What a Slack client (the sandbox's page, a test, the tour) says to the Slack simulator and gets back.
// This is the people's side of Slack; the bot's side is Slack's own Web API and Socket Mode.
//
//   GET  /client/state?as=U…              -> ClientState (only what that person may see)
//   WS   /client/events?as=U…             -> {"version": n} whenever that person's state changed
//   POST /client/act?as=U…   ClientAction -> ClientResult
//   GET  /client/traffic?after=n          -> { entries: TrafficEntry[] }, oldest first, at most 500
//   GET  /client/faults                   -> SlackFaults
//   POST /client/faults      Partial<SlackFaults> -> SlackFaults

/** A Block Kit block as the bot sent it; the checker has already refused what Slack would refuse. */
export type Block = { type: string; block_id?: string } & Record<string, unknown>;

export interface ClientMessage {
  ts: string;
  channel: string;
  /** 'U…' of a person, or of the bot. */
  user: string;
  text: string;
  blocks: Block[];
  /** Root message of the thread this one belongs to; absent outside a thread. */
  threadTs?: string;
  replyCount: number;
  edited: boolean;
  /** Private answer: only the reader sees it ("Only visible to you"), and it is not in history. */
  ephemeral: boolean;
  files: { id: string; title: string; text: string }[];
  reactions: { name: string; users: string[] }[];
  metadata?: { event_type: string; event_payload: Record<string, unknown> };
}

/** An open modal of one person; the last of ClientState.views is on top. */
export interface ClientView {
  id: string;
  hash: string;
  callbackId: string;
  title: string;
  submit?: string;
  close?: string;
  blocks: Block[];
  /** block_id -> message to show under the input, after response_action "errors". */
  errors: Record<string, string>;
}

export interface ClientState {
  /** Grows with every change that this person can see. */
  version: number;
  me: string;
  people: { id: string; handle: string; name: string; title: string; isBot: boolean }[];
  userGroups: { id: string; handle: string; name: string; users: string[] }[];
  /** What the app offers in a message's menu. */
  messageShortcuts: { name: string; callbackId: string }[];
  /** Channels and direct messages the person is in. A direct message has isDirect and its partner's id as name. */
  channels: { id: string; name: string; topic: string; isDirect: boolean; unread: number }[];
  /** By channel id, oldest first, thread replies and this person's private answers included. */
  messages: Record<string, ClientMessage[]>;
  views: ClientView[];
  home: { blocks: Block[] } | null;
  /** What Slack itself tells the person, newest last: "/ppm failed with the error operation_timeout" and the like. */
  notices: { id: string; channel?: string; text: string; at: string }[];
}

/** state.values as Slack sends it: block_id -> action_id -> { type, value | selected_option | … }. */
export type StateValues = Record<string, Record<string, Record<string, unknown>>>;

export type ClientAction =
  /** `text`: what follows the command's name, `status` of `/ppm status`. */
  | { type: 'command'; channel: string; text: string }
  | { type: 'message'; channel: string; text: string; threadTs?: string }
  | {
      type: 'block_action';
      /** `ts` also names a private answer. */
      container:
        | { kind: 'message'; channel: string; ts: string }
        | { kind: 'view'; viewId: string }
        | { kind: 'home' };
      blockId: string;
      actionId: string;
      /** What the element adds to the action, e.g. { selected_option: … } or { selected_date: … }; a button needs nothing. */
      payload?: Record<string, unknown>;
      /** Inputs of the same message or view as they stand. */
      values?: StateValues;
      /** Tests only: the value a tampering client sends instead of the button's own. */
      forgedValue?: string;
      /** The click was made on an earlier rendering: somebody was quicker, and the message or view has changed since. */
      stale?: true;
    }
  /** What is typed into a menu of the type external_select: the answer has `options` or `option_groups`. */
  | {
      type: 'block_suggestion';
      container:
        | { kind: 'message'; channel: string; ts: string }
        | { kind: 'view'; viewId: string }
        | { kind: 'home' };
      blockId: string;
      actionId: string;
      value: string;
    }
  /** A shortcut from a message's menu. */
  | { type: 'message_shortcut'; channel: string; ts: string; callbackId: string }
  | { type: 'view_submit'; viewId: string; values: StateValues }
  /** The close button; with `all` the cross, which closes the views below it too. */
  | { type: 'view_close'; viewId: string; all?: true }
  | { type: 'open_home' }
  /** The person has looked at the channel: nothing in it is unread any more. */
  | { type: 'mark_read'; channel: string };

export type ClientResult =
  | {
      ok: true;
      triggerId?: string;
      ts?: string;
      /** block_suggestion: what the bot offers, as Block Kit options. */
      options?: unknown[];
      option_groups?: unknown[];
    }
  /** e.g. operation_timeout (no acknowledgement in 3 s), not_connected, unknown_action, not_your_view */
  | { ok: false; error: string };

/** One exchange, for the inspector. Tokens in it are masked. */
export interface TrafficEntry {
  n: number;
  at: string;
  /** in: from Slack to the bot (an envelope, an HTTP request); out: from the bot to Slack (a Web API call). */
  direction: 'in' | 'out';
  /** chat.postMessage, slash_commands, block_actions … */
  name: string;
  status: 'ok' | 'error' | 'acked' | 'unacked' | 'lost';
  error?: string;
  millis?: number;
  request: unknown;
  response: unknown;
}

/** Faults on a switch. `count` is how many calls it hits before it goes off by itself; -1: until switched off. */
export interface SlackFaults {
  /** Answer 429 with Retry-After. `method` '*' hits all. */
  rateLimited: { method: string; retryAfterSeconds: number; count: number } | null;
  /** HTTP 500 before anything is done. */
  serverError: { method: string; count: number } | null;
  /** The call is carried out, then the connection is cut without an answer. */
  lostReply: { method: string; count: number } | null;
  /** Nothing answers at all: connections are cut, the socket is closed and refused. */
  down: boolean;
  /** Each envelope is delivered this many times (1 is normal). */
  deliveries: number;
  /** Refuse these block types with invalid_blocks, as a workspace without the new blocks would. */
  refusedBlocks: string[];
  /** Added to every Web API call, milliseconds. */
  latencyMs: number;
}
