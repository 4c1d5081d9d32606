// Puts signs together: those of one cause become one, and those that another cause explains go under it.
import { explains } from './explains.js';
import { scenarios, type ScenarioId } from './scenarios.js';
import type { Sign } from './sign.js';

export interface Cause {
  /** Of one scenario and one system (or database), worst first. */
  signs: [Sign, ...Sign[]];
  /** Its effects, those of effects as well. */
  effects: Sign[];
}

const worst = ['bad', 'warning', 'info'] as const;
const order: readonly string[] = Object.keys(scenarios);

/** Root causes, worst first: by what they do, then those that explain others, then as the scenarios stand. */
export function rootCauses(signs: readonly Sign[]): Cause[] {
  const causes = grouped(signs);
  const parents = new Map(causes.map((cause) => [cause, parentOf(cause, causes)]));
  const rootOf = (cause: Cause): Cause => {
    const parent = parents.get(cause);
    return parent ? rootOf(parent) : cause;
  };
  for (const cause of causes) {
    const root = rootOf(cause);
    if (root !== cause) root.effects.push(...cause.signs);
  }
  return causes
    .filter((cause) => !parents.get(cause))
    .toSorted(
      (a, b) =>
        worst.indexOf(severityOf(a)) - worst.indexOf(severityOf(b)) ||
        Number(b.effects.length > 0) - Number(a.effects.length > 0) ||
        order.indexOf(a.signs[0].scenario) - order.indexOf(b.signs[0].scenario),
    );
}

/** By what it does: the worst of itself and its effects. */
export function severityOf({ signs, effects }: Cause): Sign['severity'] {
  const all = [...signs, ...effects].map(({ severity }) => severity);
  return worst.find((severity) => all.includes(severity)) ?? 'info';
}

function grouped(signs: readonly Sign[]): Cause[] {
  const causes = new Map<string, Cause>();
  for (const sign of signs.toSorted(bySeverity)) {
    const key = JSON.stringify([sign.scenario, sign.system, ownOf(sign)]);
    const cause = causes.get(key);
    if (cause) cause.signs.push(sign);
    else causes.set(key, { signs: [sign], effects: [] });
  }
  return [...causes.values()];
}

/** Each circuit, setting, table has a finding of its own, beside others of the same scenario and system. */
const eachOnItsOwn: ReadonlySet<ScenarioId> = new Set([
  'circuit-open',
  'permission-denied',
  'setting-missing',
  'table-missing',
]);

function ownOf({ scenario, database, what }: Sign): string | null {
  return eachOnItsOwn.has(scenario) ? what : (database ?? null);
}

/** The cause that explains this one, if any: the last cause that still explains something is told. */
function parentOf(cause: Cause, all: readonly Cause[]): Cause | undefined {
  const [{ scenario, system }] = cause.signs;
  return all.find((other) => {
    const [by] = other.signs;
    // What one system has explains nothing of what all have.
    if (other === cause || (by.system !== null && by.system !== system)) return false;
    // What concerns all systems is the same as what one of them sees of it.
    if (by.scenario === scenario) return by.system === null && system !== null;
    return effectsOf(by.scenario).includes(scenario);
  });
}

function effectsOf(scenario: ScenarioId): readonly ScenarioId[] {
  return explains[scenario] ?? [];
}

function bySeverity(a: Sign, b: Sign): number {
  return worst.indexOf(a.severity) - worst.indexOf(b.severity);
}
