// The open circuits of the bot: that one is open is told with the button that closes it, and what failed last says why.
// (Runbook 2 scenario 10)
import type { Circuit } from '../resilience/circuits.js';
import type { Context } from '../context.js';
import { roughly } from '../sync/when.js';
import { notionScenario, warehouseScenario } from './from-text.js';
import type { ScenarioId } from './scenarios.js';
import { signOf, type Sign } from './sign.js';

/** @param names which; all without it */
export function diagnoseCircuits(
  { circuits, now }: Pick<Context, 'circuits' | 'now'>,
  names?: RegExp,
): Sign[] {
  return circuits
    .list()
    .filter(({ state, name }) => state === 'open' && (names?.test(name) ?? true))
    .flatMap((circuit) => [circuitSign(circuit, now()), ...causeOf(circuit)]);
}

function circuitSign(
  { name, failures, openedAt, triesAt, lastFailure }: Circuit,
  now: number,
): Sign {
  const tries =
    triesAt === null || triesAt <= now ? '' : `; tries again in ${roughly(triesAt - now)}`;
  const last = lastFailure === null ? '' : `; last: ${lastFailure.replace(/\.$/, '')}`;
  const evidence = `circuit ${name}: ${failures} failures in a row${tries}${last}`;
  return signOf('circuit-open', evidence, { what: name, name, since: openedAt });
}

function causeOf({ name, lastFailure, openedAt }: Circuit): Sign[] {
  const scenario = lastFailure === null ? null : scenarioOf(name, lastFailure);
  if (scenario === null || scenario === 'circuit-open' || lastFailure === null) return [];
  return [signOf(scenario, `circuit ${name}: ${lastFailure}`, { since: openedAt })];
}

function scenarioOf(name: string, said: string): ScenarioId | null {
  if (/notion/i.test(name)) return notionScenario(said);
  return /databricks|warehouse/i.test(name) ? warehouseScenario(said) : null;
}
