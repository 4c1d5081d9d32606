// `circuits`: the circuit breakers of this process, and what to do about one that is open.
// (Runbook 2, scenario 10 "Circuit Breaker Open")
import { z } from 'zod';
import type { Finding, Report, Suggestion, Table } from '../../core/report.js';
import { defineQuery } from '../../services/context.js';
import type { Circuit } from '../../services/resilience/circuits.js';
import { roughly, stamp } from '../../services/sync/when.js';

export const circuits = defineQuery({
  id: 'circuits',
  family: 'Look',
  summary: 'Circuit breakers: which outside systems are not called for now, and why',
  runbook: 'oberaconnect#10-circuit-breaker-open',
  examples: ['circuits'],
  args: [],
  input: z.object({}),
  async read(_input, context) {
    const all = context.circuits.list();
    const now = context.now();
    const notClosed = all.filter(({ state }) => state !== 'closed');
    const open = notClosed.filter(({ state }) => state === 'open');
    return {
      status: statusOf(notClosed),
      headline: headlineOf(all, notClosed),
      findings: notClosed.map((circuit) => findingFor(circuit, now)),
      tables: all.length === 0 ? [] : [tableOf(all, now)],
      suggestions: diagnosesFor(open),
      notes: [
        'A circuit opens after 5 failures in a row; after 60 s one call tries again and closes it if it is served.',
        context.actor.via === 'terminal'
          ? "These are the terminal's own, which begin closed: ask in Slack for those of the bot."
          : 'Of the process that answers; another replica has its own.',
      ],
    };
  },
});

function statusOf(notClosed: readonly Circuit[]): Report['status'] {
  if (notClosed.some(({ state }) => state === 'open')) return 'bad';
  return notClosed.length > 0 ? 'warning' : 'good';
}

function headlineOf(all: readonly Circuit[], notClosed: readonly Circuit[]): string {
  if (all.length === 0) return 'Nothing outside is called through a circuit breaker';
  if (notClosed.length === 0)
    return all.length === 1 ? 'The circuit is closed' : `All ${all.length} circuits are closed`;
  return `Not closed: ${notClosed.map(({ name, state }) => `${name} (${state})`).join(', ')}`;
}

function findingFor(
  { name, state, failures, openedAt, triesAt, lastFailure }: Circuit,
  now: number,
): Finding {
  const since = openedAt === null ? '' : `, since ${stamp(openedAt)}`;
  const failed = lastFailure === null ? '' : ` Last failure: ${lastFailure}`;
  return state === 'open'
    ? {
        severity: 'bad',
        title: `${name} is not called: its circuit is open`,
        evidence: `${failures} failures in a row${since}.${failed}`,
        cause: `${name} did not serve the last calls, so calls to it fail at once without being made.`,
        fix: `Look whether ${name} itself fails. ${nextTry(triesAt, now)} Close the circuit by hand once ${name} is well again.`,
        suggestion: { label: 'Close it', operation: 'circuits.reset', input: { name } },
      }
    : {
        severity: 'warning',
        title: `${name} is being tried again`,
        evidence: `${failures} failures in a row${since}.${failed}`,
        fix: 'One call is under way: the circuit closes if it is served, and opens for another minute if not.',
      };
}

function nextTry(triesAt: number | null, now: number): string {
  return triesAt === null || triesAt <= now
    ? 'The next call tries it again.'
    : `It is tried again by itself in ${roughly(triesAt - now)}.`;
}

/** Those that `diagnose` knows. */
function diagnosesFor(open: readonly Circuit[]): Suggestion[] {
  const known = ['notion', 'databricks'].filter((system) =>
    open.some(({ name }) => name === system || name.startsWith(`${system}-`)),
  );
  return known.map((what) => ({
    label: `Diagnose ${what}`,
    operation: 'diagnose',
    input: { what },
  }));
}

function tableOf(all: readonly Circuit[], now: number): Table {
  return {
    title: 'Circuits',
    columns: [
      { label: 'Circuit' },
      { label: 'State' },
      { label: 'Failures in a row', align: 'right' },
      { label: 'Since' },
      { label: 'Next try' },
      { label: 'Last failure' },
    ],
    rows: all.map(({ name, state, failures, openedAt, triesAt, lastFailure }) => [
      name,
      state,
      String(failures),
      openedAt === null ? '–' : stamp(openedAt),
      triesAt === null
        ? '–'
        : triesAt <= now
          ? 'with the next call'
          : `in ${roughly(triesAt - now)}`,
      lastFailure ?? '–',
    ]),
  };
}
