// What operations, alerts and timers may ask of incidents.
import type { Actor } from '../../core/actor.js';
import type { Incident } from '../../core/incident.js';
import type { IncidentEvent } from '../../core/incident-event.js';
import type { Severity } from '../../core/severity.js';

export interface OpenIncident {
  severity: Severity;
  title: string;
  system?: string | null;
  by: Actor;
  /** Makes a repeat harmless: the same id finds the same incident. */
  requestId: string;
  /** Alert groups it comes from. */
  groups?: readonly string[];
}

export interface Incidents {
  open(asked: OpenIncident): Promise<Incident>;
  /** @throws Problem not_found (field `incident`) */
  get(id: string): Promise<Incident>;
  /** `open`: all that are not resolved, worst first, then oldest. `all`: newest first. */
  list(which: 'open' | 'all', limit: number): Promise<Incident[]>;
  /**
   * Applies an event: one compare-and-swap, then its timers and cards follow it.
   * @param requestId makes a repeat harmless: the same id changes it once
   * @throws Problem not_found, already_decided or invalid_input, as the machine says
   */
  change(id: string, event: IncidentEvent, requestId?: string): Promise<Incident>;
}
