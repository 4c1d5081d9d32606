// One rule that says where an alert goes, be it from ppm.config.yaml or built in.
import type { OfferConfig, RouteConfig } from '../../../config/alerts-schema.js';
import type { Severity } from '../../../core/severity.js';
import { patternOf } from './safe-pattern.js';

export type Texts = Readonly<Record<string, string>>;

export interface RouteRule {
  match: Texts;
  severity?: Severity | undefined;
  channel?: string | undefined;
  system?: string | undefined;
  runbook?: string | undefined;
  /** The first one whose placeholders all have a value is asked. */
  diagnose: readonly OfferConfig[];
  actions: readonly (OfferConfig & { label: string })[];
  incident?: boolean | undefined;
}

export function ruleOf({ diagnose, ...route }: RouteConfig): RouteRule {
  return { ...route, diagnose: diagnose ? [diagnose] : [] };
}

/** Whether an alert has all the labels that the rule asks for. Patterns are compiled once, here. */
export function matcherOf({ match }: Pick<RouteRule, 'match'>): (labels: Texts) => boolean {
  const tests = Object.entries(match).map(([name, wanted]) => {
    const fits = testOf(wanted);
    return (labels: Texts) => Object.hasOwn(labels, name) && fits(labels[name] ?? '');
  });
  return (labels) => tests.every((test) => test(labels));
}

/** A value that can't be used as a pattern fits nothing: a route too few is better than a bot that stands still. */
function testOf(wanted: string): (value: string) => boolean {
  const source = patternIn(wanted);
  if (source === null) return (value) => value === wanted;
  const pattern = patternOf(source);
  return pattern.ok ? pattern.matches : () => false;
}

/** What stands between the slashes; null for a text that is meant as it is. */
export function patternIn(wanted: string): string | null {
  return /^\/([^]+)\/$/.exec(wanted)?.[1] ?? null;
}
