// What every listener works with.
import type { Inbox } from '../../services/requests/inbox.js';
import type { Desk } from '../desk/desk-parts.js';

export interface ListenerParts {
  inbox: Inbox;
  desk: Desk;
  /** Counts what came in and how fast it was acknowledged. */
  received(kind: string): () => void;
}

export const storeAway =
  'I could not store your request, so nothing was started. Try again in a minute.';
