// Around operations that ask the outside: every answer is remembered, and while offline mode is on the question is answered
// from that and says so. (Runbook 5, "Emergency recovery when API is inaccessible")
import type { Operation, Query } from '../../core/operation.js';
import { asProblem, Problem } from '../../core/problem.js';
import type { Report } from '../../core/report.js';
import type { Context } from '../context.js';
import type { Log } from '../log.js';
import { unlessAborted } from '../resilience/abortable.js';
import { roughly, stamp } from '../sync/when.js';
import type { LastKnown, Question } from './last-known.js';
import type { Offline, OfflineMode } from './offline.js';
import { isOutsideQuestion } from './outside-questions.js';

export interface LastKnownParts {
  offline: Pick<Offline, 'state'>;
  lastKnown: LastKnown;
  /** Epoch milliseconds. */
  now: () => number;
  log: Pick<Log, 'warn'>;
  /** How long a question is asked live of which nothing is known, milliseconds. */
  liveWithinMs?: number;
}

/** The operations with those among them that are questions to the outside remembered, and answered offline. */
export function withLastKnown(
  operations: readonly Operation<Context>[],
  parts: LastKnownParts,
): Operation<Context>[] {
  return operations.map((operation) =>
    operation.kind === 'query' && isOutsideQuestion(operation.id)
      ? remembered(operation, parts)
      : operation,
  );
}

function remembered(query: Query<Context>, parts: LastKnownParts): Query<Context> {
  const { offline, lastKnown, now, log } = parts;

  /** A store that is down does not take the answer of the outside away. */
  async function modeNow(): Promise<OfflineMode | null> {
    return offline.state().catch((error: unknown) => {
      log.warn({ err: error }, 'whether offline mode is on is not known');
      return null;
    });
  }

  async function live(input: unknown, context: Context): Promise<Report> {
    const report = await query.read(input, context);
    await lastKnown.keep({ operation: query.id, input }, report).catch((error: unknown) => {
      // The answer is there all the same.
      log.warn({ err: error, operation: query.id }, 'an answer could not be remembered');
    });
    return report;
  }

  return {
    ...query,
    async read(input, context) {
      const mode = await modeNow();
      if (!mode) return live(input, context);
      const question: Question = { operation: query.id, input };
      const known = await lastKnown.look(question);
      if (known) return asOld(known, mode, now());
      return withNote(
        await soon(parts, mode, context, (hasty) => live(input, hasty)),
        `${modeText(mode)} Nothing was known of this, so it was asked just now.`,
      );
    },
  };
}

/** @throws Problem that says that nothing is known either */
async function soon(
  { liveWithinMs = 10_000 }: LastKnownParts,
  mode: OfflineMode,
  context: Context,
  ask: (context: Context) => Promise<Report>,
): Promise<Report> {
  const deadline = AbortSignal.timeout(liveWithinMs);
  const signal = AbortSignal.any([context.signal, deadline]);
  try {
    return await unlessAborted(ask({ ...context, signal }), signal);
  } catch (error) {
    if (context.signal.aborted) throw error;
    const problem = asProblem(error);
    const isLate = deadline.aborted;
    if (problem.code === 'internal' && !isLate) throw error;
    throw new Problem(
      isLate ? 'outside_unavailable' : problem.code,
      `${isLate ? `It was not answered within ${Math.round(liveWithinMs / 1000)} s.` : problem.message} Nothing is known of it from before either. ${modeText(mode)}`,
      isLate ? 'Ask again when the outside system answers: `diagnose` looks.' : problem.hint,
      {
        cause: error,
        suggestions: problem.suggestions,
        ...(problem.field === undefined ? {} : { field: problem.field }),
      },
    );
  }
}

/** A good answer is no more than a warning when it is old. @param now epoch milliseconds */
function asOld(
  { report, at }: { report: Report; at: number },
  mode: OfflineMode,
  now: number,
): Report {
  const old = `As of ${stamp(at)}, ${roughly(now - at)} old.`;
  return {
    ...withNote(report, `${modeText(mode)} ${old}`),
    status: report.status === 'good' ? 'warning' : report.status,
    headline: `Last known: ${report.headline}`,
  };
}

function withNote(report: Report, note: string): Report {
  return { ...report, notes: [note, ...(report.notes ?? [])] };
}

/** `Offline mode since 2026-11-21 14:02 UTC by ana (Notion is down).` */
function modeText({ since, by, reason }: OfflineMode): string {
  return `Offline mode since ${stamp(since)} by ${by} (${reason}).`;
}
