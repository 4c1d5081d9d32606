// A scenario of the runbooks as data: how it is told, why it is, what to do about it, and the button that does it.
// docs/scenarios.md is generated from all of them.
import type { JsonObject } from '../../core/json.js';

export const runbooks = {
  'finance-ppm': 'Runbook 1: Notion x Finance PPM',
  oberaconnect: 'Runbook 2: OberaConnect Notion Dashboards',
  'wittwizz-notion-sync': 'Runbook 3: Notion Sync, Wittwizz Digital',
  'notion-bot-api': 'Runbook 4: Notion Bot API',
  orchestra: 'Runbook 5: Orchestra AI Notion workspace',
} as const;
export type Runbook = keyof typeof runbooks;

export interface Scenario {
  /** Sections that describe it: `oberaconnect#8-memory-disk-exhaustion`. */
  runbooks: readonly `${Runbook}#${string}`[];
  /** How somebody meets it. */
  symptom: string;
  /** Title of the finding; `{what}` stands for what it is about. */
  title: string;
  /** What stands for `{what}` where nothing more is known. */
  what: string;
  cause: string;
  /** Short steps, in order. */
  fix: readonly string[];
  /**
   * The button. `{system}`, `{database}` (`system/database`) and `{name}` are filled in from what was seen; without a value
   * there is no button.
   */
  offer?: { label: string; operation: string; input: JsonObject };
}
