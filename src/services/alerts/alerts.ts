// What operations may ask about alerts and do with them.
import type { Actor } from '../../core/actor.js';
import type { Alert, AlertGroup, Silence, Storm } from './records.js';

export interface AlertSummary {
  groups: AlertGroup[];
  /** How many there are in all. */
  total: number;
}

export interface Alerts {
  /** Newest first; `storm`: those of one storm. */
  list(filter: {
    state: 'firing' | 'resolved';
    storm?: string;
    limit: number;
  }): Promise<AlertSummary>;
  /** @throws Problem not_found (field `alert`) */
  get(id: string): Promise<AlertGroup>;
  /** Firing first, then newest, at most `limit`. */
  alertsOf(group: string, limit: number): Promise<Alert[]>;
  /** Of a group or of a storm with all its groups. Harmless to repeat: who was first stays. @throws Problem not_found */
  acknowledge(id: string, by: Actor): Promise<void>;
  /** Ties a group (or a storm) to an incident. @throws Problem not_found */
  tie(id: string, incident: string): Promise<void>;
  /** The storm under way, or the named one. @throws Problem not_found when named */
  storm(id?: string): Promise<Storm | null>;
  /** Those that hold now. */
  silences(): Promise<Silence[]>;
  /**
   * Keeps matching groups quiet, those that fire now and those to come.
   * @throws Problem invalid_input (field) for an end in the past or nothing to match, not_found for an unknown group or storm
   */
  silence(asked: {
    /** A group, a storm, or neither. */
    id: string | null;
    match: Readonly<Record<string, string>>;
    reason: string;
    until: number;
    by: Actor;
    requestId: string;
  }): Promise<Silence[]>;
  /** Its groups that still fire get their cards. @throws Problem not_found */
  endSilence(id: string, by: Actor): Promise<Silence>;
}
