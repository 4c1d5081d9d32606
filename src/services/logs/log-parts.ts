// How `logs` shows lines: counts by class of error, a finding for each class, and the lines themselves.
import type { Finding, Suggestion, Table } from '../../core/report.js';
import { classesOf, errorClasses, errorMeanings, type ErrorClass } from './error-classes.js';
import { counted } from '../notion/reading/words.js';
import { slowerSync } from '../scrape/metric-findings.js';
import type { System } from '../systems/systems.js';

/** Characters of a line in a table or a finding. */
const longestExcerpt = 200;

export interface ClassCount {
  name: ErrorClass;
  lines: number;
  /** The last of them. */
  last: string;
}

/** In the order of `errorClasses`, those that were seen. */
export function countClasses(lines: readonly string[]): ClassCount[] {
  const counts = new Map<ErrorClass, ClassCount>();
  for (const line of lines)
    for (const name of classesOf(line))
      counts.set(name, { name, lines: (counts.get(name)?.lines ?? 0) + 1, last: line });
  return errorClasses.flatMap((name) => counts.get(name) ?? []);
}

export function classTable(counts: readonly ClassCount[]): Table {
  return {
    title: 'Errors by class',
    columns: [{ label: 'Class' }, { label: 'Lines', align: 'right' }, { label: 'Last' }],
    rows: counts.map(({ name, lines, last }) => [name, String(lines), excerpt(last)]),
  };
}

/** @param about what the lines are of; `system` null where they are a run's */
export function classFindings(
  counts: readonly ClassCount[],
  about: { title: string; system: System | null },
): Finding[] {
  return counts.map(({ name, lines, last }) => {
    const { title, cause, fix } = errorMeanings[name];
    return {
      severity: 'warning',
      title: `${title}: ${counted(lines, 'line')} of ${about.title}`,
      evidence: excerpt(last),
      cause,
      fix,
      suggestion: suggestionFor(name, about.system),
    };
  });
}

function suggestionFor(name: ErrorClass, system: System | null): Suggestion {
  const only = system ? { system: system.name } : {};
  switch (name) {
    case 'rate-limit':
      return system
        ? slowerSync(system)
        : { label: 'Pause syncs for 15 min', operation: 'sync.pause', input: { for: '15m' } };
    case 'not-found':
      return { label: 'Check access', operation: 'notion.access', input: {} };
    case 'invalid-property':
      return { label: 'Show the schema', operation: 'notion.schema', input: {} };
    case 'auth':
      return { label: 'Show settings', operation: 'env', input: {} };
    case 'timeout':
      return {
        label: 'Diagnose',
        operation: 'diagnose',
        input: { what: system?.name ?? 'sync' },
      };
    case 'tls':
    case 'memory':
      return { label: 'Check health', operation: 'health', input: only };
  }
}

function excerpt(line: string): string {
  const text = line.trim();
  return text.length > longestExcerpt ? `${text.slice(0, longestExcerpt - 1)}…` : text;
}
