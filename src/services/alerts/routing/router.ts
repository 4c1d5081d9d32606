// Where an alert goes: how bad it is, which channel and system, what is looked into at once, which buttons are offered.
// The first route of ppm.config.yaml that matches decides; what it leaves open the built-in one says.
import type { AlertsConfig } from '../../../config/alerts-schema.js';
import type { JsonObject } from '../../../core/json.js';
import type { Suggestion } from '../../../core/report.js';
import type { Severity } from '../../../core/severity.js';
import type { Systems } from '../../systems/systems.js';
import { cleaned } from '../cleaned.js';
import { builtInRoutes } from './built-in-routes.js';
import { filled } from './offers.js';
import { matcherOf, patternIn, ruleOf, type RouteRule, type Texts } from './route-rule.js';
import { patternOf } from './safe-pattern.js';

export interface Route {
  severity: Severity;
  channel: string;
  /** Key of `systems`. */
  system: string | null;
  /** file#section */
  runbook: string | null;
  /** Label `alertname`, on one line. */
  name: string;
  /** A sentence for people, on one line of at most 300 characters. */
  title: string;
  /** Which part of the system it is about; empty where no label says so. */
  component: string;
  /** The read-only operation that is run at once. */
  diagnose: { operation: string; input: JsonObject } | null;
  actions: Suggestion[];
  opensIncident: boolean;
}

export type Router = (labels: Texts, annotations: Texts) => Route;

const longestTitle = 300;
/** For what neither a route nor the label `severity` says. */
const ordinary: Severity = 'P3';
const unnamed = 'Alert without a name';
/** What stands for the label `component`, the most telling first. */
const parts = ['component', 'instance', 'pod', 'service', 'job'];
const nothing: RouteRule = { match: {}, diagnose: [], actions: [] };

/** @param options.channel where alerts go that no route sends elsewhere */
export function createRouter(options: {
  config: AlertsConfig;
  systems: Systems;
  channel: string;
}): Router {
  const { config, systems, channel } = options;
  const own = firstOf(config.routes.map(ruleOf));
  const builtIn = firstOf(builtInRoutes);
  return (labels, annotations) => {
    const rule = layered(builtIn(labels) ?? nothing, own(labels));
    const severity = rule.severity ?? severityOf(labels, config);
    const known = { system: systemOf(labels, rule, systems), labels };
    const name = lineOf(labels, ['alertname']) || unnamed;
    const [diagnose = null] = rule.diagnose.flatMap((offer) => filled(offer, known) ?? []);
    return {
      severity,
      channel: rule.channel ?? channel,
      system: known.system,
      runbook: rule.runbook ?? null,
      name,
      title: lineOf(annotations, ['summary']) || name,
      component: lineOf(labels, parts),
      diagnose,
      actions: rule.actions.flatMap(({ label, ...offer }) => {
        const ready = filled(offer, known);
        return ready ? [{ label, ...ready }] : [];
      }),
      opensIncident: rule.incident ?? ['P0', 'P1'].includes(severity),
    };
  };
}

/** The first rule that matches. */
function firstOf(rules: readonly RouteRule[]): (labels: Texts) => RouteRule | undefined {
  const matched = rules.map((rule) => ({ rule, matches: matcherOf(rule) }));
  return (labels) => matched.find(({ matches }) => matches(labels))?.rule;
}

function layered(below: RouteRule, above: RouteRule | undefined): RouteRule {
  if (!above) return below;
  return {
    match: above.match,
    severity: above.severity ?? below.severity,
    channel: above.channel ?? below.channel,
    system: above.system ?? below.system,
    runbook: above.runbook ?? below.runbook,
    diagnose: above.diagnose.length > 0 ? above.diagnose : below.diagnose,
    actions: above.actions.length > 0 ? above.actions : below.actions,
    incident: above.incident ?? below.incident,
  };
}

/** What is wrong with the patterns of the routes, by path in `alerts`: those match nothing. */
export function routeProblems(
  config: Pick<AlertsConfig, 'routes'>,
): { path: PropertyKey[]; reason: string }[] {
  return config.routes.flatMap(({ match }, at) =>
    Object.entries(match).flatMap(([label, wanted]) => {
      const source = patternIn(wanted);
      const pattern = source === null ? null : patternOf(source);
      return pattern === null || pattern.ok
        ? []
        : [
            {
              path: ['routes', at, 'match', label],
              reason: `${cleaned(wanted, 80)} ${pattern.problem}`,
            },
          ];
    }),
  );
}

function severityOf(labels: Texts, { severities }: AlertsConfig): Severity {
  const label = (ownValue(labels, 'severity') ?? '').trim().toLowerCase();
  return (Object.hasOwn(severities, label) ? severities[label] : undefined) ?? ordinary;
}

/** The label `system`, the route's, or what the sender calls it; only one that is configured. */
function systemOf(labels: Texts, { system }: RouteRule, systems: Systems): string | null {
  const candidates = [
    ownValue(labels, 'system'),
    system,
    ownValue(labels, 'job'),
    ownValue(labels, 'service'),
  ];
  return candidates.find((name) => name !== undefined && Object.hasOwn(systems, name)) ?? null;
}

/** The first of the texts that is there, on one line. */
function lineOf(texts: Texts, names: readonly string[]): string {
  for (const name of names) {
    const line = (ownValue(texts, name) ?? '').replaceAll(/\s+/g, ' ').trim();
    if (line !== '') return cleaned(line, longestTitle);
  }
  return '';
}

function ownValue(texts: Texts, name: string): string | undefined {
  return Object.hasOwn(texts, name) ? texts[name] : undefined;
}
