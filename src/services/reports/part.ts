// A report is made of parts that are asked for side by side. Each has a deadline, and one that fails is a finding: an outside
// system that is down never takes the rest of the report away.
import { asProblem, Problem } from '../../core/problem.js';
import type { Finding } from '../../core/report.js';

/** How long one part may take, milliseconds: somebody waits for the card. */
export const partDeadline = 20_000;

export interface PartOptions {
  /** Of whoever asked for the report. */
  signal: AbortSignal;
  deadlineMs?: number;
}

export interface Part<Value> {
  /** Null where it is not known; then there is a finding. */
  value: Value | null;
  findings: Finding[];
}

/**
 * Asks for one part of a report.
 * @param title what is missing when it fails, to begin a sentence: `Freshness`
 * @throws Problem cancelled when whoever asked no longer waits
 */
export async function partOf<Value>(
  title: string,
  { signal, deadlineMs = partDeadline }: PartOptions,
  ask: (signal: AbortSignal) => Promise<Value>,
): Promise<Part<Value>> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), deadlineMs);
  const both = AbortSignal.any([signal, late.signal]);
  let stop = (): void => {};
  try {
    const value = await new Promise<Value>((resolve, reject) => {
      stop = () => reject(tooLate(deadlineMs));
      both.addEventListener('abort', stop);
      if (both.aborted) stop();
      else ask(both).then(resolve, reject);
    });
    return { value, findings: [] };
  } catch (error) {
    if (signal.aborted) throw new Problem('cancelled', 'The report was stopped.', 'Ask again.');
    return {
      value: null,
      findings: [missing(title, late.signal.aborted ? tooLate(deadlineMs) : error)],
    };
  } finally {
    clearTimeout(timer);
    both.removeEventListener('abort', stop);
  }
}

function tooLate(deadlineMs: number): Problem {
  return new Problem(
    'outside_unavailable',
    `No answer within ${deadlineMs / 1_000} s.`,
    'Ask for the report again later.',
  );
}

function missing(title: string, error: unknown): Finding {
  const { code, message, hint } = asProblem(error);
  return {
    severity: 'warning',
    title: `${title}: not known`,
    evidence: message,
    fix: code === 'internal' ? 'A fault of ppm-oncall: tell the platform team.' : hint,
  };
}
