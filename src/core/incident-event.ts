// What may happen to an incident: said by people, by alerts and by the escalation chain.
import type { Actor } from './actor.js';
import type { Incident } from './incident.js';
import type { Severity } from './severity.js';

/** Beside `by` (who did it) nothing in it comes from the bot itself. */
export type IncidentEvent =
  /** Stops the chain of this round. */
  | { type: 'acknowledge'; by: Actor }
  | { type: 'note'; by: Actor; text: string }
  /** Makes somebody lead it; they take part as well. */
  | { type: 'lead'; by: Actor; who: Actor }
  | { type: 'assign'; by: Actor; who: Actor }
  /** `rule`: checklist and response time of the new severity. */
  | { type: 'severity'; by: Actor; severity: Severity; rule: IncidentRule }
  /** Asks for the next step of the chain at once. */
  | { type: 'escalate'; by: Actor; reason: string }
  /** `nextAt`: when the next one is due; null: none is promised. */
  | { type: 'update'; by: Actor; text: string; nextAt: number | null }
  | { type: 'check'; by: Actor; step: string }
  | { type: 'link_alert'; by: Actor; group: string; text: string }
  | { type: 'link_run'; by: Actor; run: string; text: string }
  /** Told by the chain: who was called in which round and step. */
  | { type: 'paged'; by: Actor; text: string }
  /** Nothing was done for too long: the chain starts again, as this round. */
  | { type: 'restart_chain'; by: Actor; round: number }
  | { type: 'resolve'; by: Actor; text: string }
  | { type: 'reopen'; by: Actor; reason: string; rule: IncidentRule }
  | { type: 'postmortem'; by: Actor; url: string }
  | { type: 'break_glass'; by: Actor; run: string; reason: string; reviewBy: number }
  | { type: 'review'; by: Actor; run: string; text: string };

/** What a severity asks for. */
export interface IncidentRule {
  /** Epoch milliseconds. */
  respondBy: number;
  checklist: Incident['checklist'];
}
