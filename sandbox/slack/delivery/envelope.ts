// What Slack sends to the bot, whichever way it goes, and what came of it.
import type { Json } from '../json.js';

export interface Envelope {
  type: 'slash_commands' | 'interactive' | 'events_api';
  /** For the inspector: slash_commands, block_actions, app_home_opened … */
  name: string;
  payload: Json;
  /** Whether what the bot puts into its acknowledgement is looked at. */
  acceptsResponse: boolean;
}

/** Why something is sent again. */
export interface Retry {
  attempt: number;
  reason: string;
}

export type Outcome =
  | { acked: true; response: unknown }
  | {
      acked: false;
      error: 'operation_timeout' | 'not_connected' | 'dispatch_failed';
    };

/** One way to the bot: Socket Mode or HTTP. */
export type Send = (envelope: Envelope, retry: Retry | undefined) => Promise<Outcome>;
