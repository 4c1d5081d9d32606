// What a look has seen, and which scenario it is a sign of. Signs become findings in findings.ts, after those that another
// one explains are folded under it.
import type { Suggestion } from '../../core/report.js';
import type { ScenarioId } from './scenarios.js';

export interface Sign {
  scenario: ScenarioId;
  severity: 'bad' | 'warning' | 'info';
  /** Whose it is; null where it concerns every system. */
  system: string | null;
  /** The component that was asked, `system/component`; null where it was seen otherwise. */
  component: string | null;
  /** What it is about, for the title; null: the scenario's own word. */
  what: string | null;
  /** What was measured or said. */
  evidence: string;
  /** Since when, epoch milliseconds; null where that is not known. */
  since: number | null;
  /** `system/database` where it is one's: then each database has a finding of its own. */
  database?: string;
  /** Fills `{name}` of the scenario's button: a circuit, a table. */
  name?: string;
  /** A better button than the scenario's. */
  offer?: Suggestion;
}

export type About = Partial<Omit<Sign, 'scenario' | 'evidence'>>;

/** A sign with what is not said left open. */
export function signOf(scenario: ScenarioId, evidence: string, about: About = {}): Sign {
  return {
    scenario,
    evidence,
    severity: 'bad',
    system: null,
    component: null,
    what: about.database ?? about.system ?? null,
    since: null,
    ...about,
  };
}
