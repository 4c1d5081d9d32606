// Who somebody is and what they are here: the doors' way to an Actor, and the rules' way to roles.
import type { Actor, Role } from '../../core/actor.js';

export interface Directory {
  /** The person behind a Slack user id. */
  fromSlack(userId: string): Actor;
  /** The person of this name in ppm.config.yaml, or of this name in a terminal; null where there is none. Case is ignored. */
  named(name: string): Actor | null;
  /** The same person, seen at a terminal. */
  atTerminal(actor: Actor): Actor;
  rolesOf(actor: Actor): Promise<Role[]>;
  /** Everybody who holds one of the roles, as Slack user and user-group ids to mention. */
  mentionsOf(roles: readonly Role[]): string[];
  /** People who hold one of the roles, by Slack user id, groups resolved. */
  membersOf(roles: readonly Role[]): Promise<string[]>;
}

/** Personal tokens for the terminal. The store keeps only their hashes. */
export interface Tokens {
  /**
   * A new token for this person; an earlier one stops working.
   * @throws Problem not_allowed when ppm.config.yaml gives them no terminal name
   */
  issue(actor: Actor): Promise<string>;
  /** False if there was none. */
  revoke(actor: Actor): Promise<boolean>;
  /** Whose tokens work, oldest first; `issuedAt` in epoch milliseconds. */
  list(): Promise<{ person: string; issuedAt: number }[]>;
  /** Null for a token that is unknown or revoked. */
  personOf(token: string): Promise<Actor | null>;
}
