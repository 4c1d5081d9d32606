// A root cause as a finding: what, how it is known, why, the runbook's steps, and the button.
import type { Finding, Suggestion } from '../../core/report.js';
import type { Json, JsonObject } from '../../core/json.js';
import { stamp } from '../sync/when.js';
import { severityOf, type Cause } from './root-causes.js';
import type { Systems } from '../systems/systems.js';
import type { Scenario } from './scenario.js';
import { scenarios, titleOf } from './scenarios.js';
import type { Sign } from './sign.js';

/** More evidence of one kind is no help. */
const shown = 3;

/** @param systems without a log file of its own a system's health is offered instead of its log */
export function findingOf(cause: Cause, systems: Systems): Finding {
  const [first] = cause.signs;
  const { cause: why, fix } = scenarios[first.scenario];
  const suggestion = cause.signs
    .map((sign) => suggestionOf(sign, systems))
    .find((one) => one !== null);
  return {
    severity: severityOf(cause),
    title: titleOf(first.scenario, first.what ?? undefined),
    evidence: evidenceOf(cause),
    cause: why,
    fix: fix.length === 1 ? fix.join('') : fix.map((step, at) => `${at + 1}. ${step}`).join(' '),
    ...(suggestion ? { suggestion } : {}),
  };
}

/** Buttons of effects that do something of their own: a circuit that can be reset. */
export function furtherOffers({ effects }: Cause, systems: Systems): Suggestion[] {
  return effects
    .filter(({ scenario }) => scenario === 'circuit-open')
    .flatMap((sign) => suggestionOf(sign, systems) ?? []);
}

function evidenceOf({ signs, effects }: Cause): string {
  const own = signs.slice(0, shown).map(told);
  const of = (more: number): string[] => (more > 0 ? [`and ${more} more`] : []);
  const titles = [
    ...new Set(effects.map(({ scenario, what }) => titleOf(scenario, what ?? undefined))),
  ];
  const explained = [...titles.slice(0, shown), ...of(titles.length - shown)];
  return [
    [...own, ...of(signs.length - shown)].join('; '),
    ...(explained.length > 0 ? [`That explains: ${explained.join('; ')}.`] : []),
  ].join('. ');
}

function told({ component, evidence, since }: Sign): string {
  const where = component === null ? '' : `${component}: `;
  const text = evidence.replace(/\.$/, '');
  return `${where}${text}${since === null ? '' : ` (since ${stamp(since)})`}`;
}

function suggestionOf(sign: Sign, systems: Systems): Suggestion | null {
  const { offer: usual }: Pick<Scenario, 'offer'> = scenarios[sign.scenario];
  const offer = sign.offer ?? usual;
  const input = offer === undefined ? null : filled(offer.input, sign);
  if (offer === undefined || input === null) return null;
  const { system } = sign;
  if (system === null || isPossible(offer.operation, systems[system])) return { ...offer, input };
  return isPossible('logs', systems[system])
    ? { label: 'Logs', operation: 'logs', input: { what: system } }
    : { label: 'Health', operation: 'health', input: { system } };
}

/** Whether the system has what the operation works with. */
function isPossible(operation: string, system: Systems[string] | undefined): boolean {
  switch (operation) {
    case 'logs':
      return (system?.logs.length ?? 0) > 0;
    case 'service.status':
      return system?.service?.status !== undefined;
    case 'service.logs':
      return system?.service?.logs !== undefined;
    case 'service.restart':
      return system?.service?.restart !== undefined;
    case 'service.clean':
      return system?.service?.clean !== undefined;
    case 'mongo.slow':
      return system?.mongodb !== undefined;
    default:
      return true;
  }
}

/** Null where a place has no value. */
function filled(input: JsonObject, { system, database, name }: Sign): JsonObject | null {
  const places = new Map<Json, string | null | undefined>([
    ['{system}', system],
    ['{database}', database],
    ['{name}', name],
  ]);
  const whole: JsonObject = {};
  for (const [key, value] of Object.entries(input)) {
    const given = places.has(value) ? places.get(value) : value;
    if (given === undefined || given === null) return null;
    whole[key] = given;
  }
  return whole;
}
