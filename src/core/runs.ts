// What operations may ask of the engine: the commands approve, deny, cancel and undo, and every list of runs.
import type { Actor } from './actor.js';
import type { JsonObject } from './json.js';
import type { Run } from './run.js';

export interface RunRequest {
  operation: string;
  input: JsonObject;
  actor: Actor;
  /** Makes a repeat harmless: the same id finds the same run. */
  requestId: string;
  undoOf?: string;
  /** It gets a card only when it fails. */
  quiet?: boolean;
}

export interface Runs {
  get(id: string): Promise<Run | null>;
  /** Runs that have not ended, oldest first, at most `limit`. */
  active(limit: number): Promise<Run[]>;
  /** Newest first, at most `limit`; of the quiet ones only what failed or was cancelled. */
  recent(limit: number): Promise<Run[]>;
  /**
   * Plans an action and files it for approval or for running.
   * @throws Problem when the input is wrong, the actor may not, or the plan can't be made
   */
  request(request: RunRequest): Promise<Run>;
  /**
   * @param given.hash plan hash that the approver saw
   * @param given.typed target's name as typed, for a critical action
   */
  approve(id: string, by: Actor, given: { hash: string; typed?: string }): Promise<Run>;
  /**
   * Approves alone, as the lead of an open P0 or P1. It is announced, and has to be reviewed.
   * @throws Problem not_allowed for anybody else, and what approve throws
   */
  breakGlass(
    id: string,
    by: Actor,
    given: { hash: string; typed?: string; reason: string },
  ): Promise<Run>;
  deny(id: string, by: Actor, reason: string): Promise<Run>;
  cancel(id: string, by: Actor, reason: string): Promise<Run>;
  /**
   * Ends a run that nobody works on any more, as failed, so that its lock is free.
   * @throws Problem target_busy while somebody does, already_decided when it has ended
   */
  giveUp(id: string, by: Actor, reason: string): Promise<Run>;
  /** The run that holds a target, or null. */
  holderOf(target: string): Promise<Run | null>;
  /** Files the action that takes a run back. */
  undo(id: string, by: Actor, requestId: string): Promise<Run>;
}
