// Which scenario a failure of a sync or of a call to Notion is.
import type { Problem } from '../../core/problem.js';
import { failureKindOf } from '../notion/failure-kind.js';
import type { FailureKind } from '../sync/sync-state.js';
import { notionScenario, syncScenario, warehouseScenario } from './from-text.js';
import type { ScenarioId } from './scenarios.js';

/** @param said the message, where the kind leaves more than one possible */
export function scenarioOfKind(kind: FailureKind, said: string): ScenarioId {
  switch (kind) {
    case 'auth':
      return 'notion-401';
    case 'not_shared':
      return /\b403\b/.test(said) ? 'notion-403' : 'notion-404';
    case 'not_found':
      return 'notion-page-gone';
    case 'schema':
      return 'schema-changed';
    case 'rate_limit':
      return 'notion-429';
    case 'timeout':
      return 'notion-timeout';
    case 'unavailable':
      return notionScenario(said) ?? 'notion-5xx';
    case 'too_large':
      return 'row-too-large';
    case 'load':
      return warehouseScenario(said) ?? 'warehouse-down';
    case 'other':
      return syncScenario(said) ?? 'sync-failures';
  }
}

/** @param absent what a 404 means */
export function scenarioOfNotionProblem(
  problem: Problem,
  absent: 'notion-404' | 'notion-page-gone' = 'notion-404',
): ScenarioId {
  if (problem.code === 'not_found') return absent;
  if (problem.code === 'not_possible') return 'setting-missing';
  const kind = failureKindOf(problem);
  return kind === 'other'
    ? (notionScenario(problem.message) ?? 'notion-5xx')
    : scenarioOfKind(kind, problem.message);
}

export function scenarioOfWarehouseProblem(problem: Problem): ScenarioId {
  const told = warehouseScenario(problem.message);
  if (told !== null) return told;
  if (problem.code === 'not_found') return 'table-missing';
  return problem.code === 'not_possible' ? 'setting-missing' : 'warehouse-down';
}
