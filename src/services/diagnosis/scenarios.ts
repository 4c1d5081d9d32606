// Every scenario that `diagnose` can name, by its id.
import type { Scenario } from './scenario.js';
import { financeScenarios } from './scenarios/finance-ppm.js';
import { notionScenarios } from './scenarios/notion.js';
import { oberaconnectScenarios } from './scenarios/oberaconnect.js';
import { orchestraScenarios } from './scenarios/orchestra.js';
import { botApiScenarios, wittwizzScenarios } from './scenarios/services.js';

const all = {
  ...notionScenarios,
  ...financeScenarios,
  ...oberaconnectScenarios,
  ...wittwizzScenarios,
  ...botApiScenarios,
  ...orchestraScenarios,
};

export type ScenarioId = keyof typeof all;
export const scenarios: Readonly<Record<ScenarioId, Scenario>> = all;

/** @param what what it is about; the scenario's own word without it */
export function titleOf(id: ScenarioId, what?: string): string {
  const { title, what: usual } = scenarios[id];
  return title.replace('{what}', () => what ?? usual);
}
