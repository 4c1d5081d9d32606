// A diagnosis: all its looks side by side, each within a deadline, and of what they saw the root causes.
import { asProblem } from '../../core/problem.js';
import type { Finding, Suggestion } from '../../core/report.js';
import { rateSigns } from './diagnose-notion.js';
import { findingOf, furtherOffers } from './findings.js';
import { looksFor, type Look, type Parts } from './looks.js';
import { rootCauses, type Cause } from './root-causes.js';
import type { ScenarioId } from './scenarios.js';
import { signOf, type Sign } from './sign.js';
import type { Target } from './target.js';

/**
 * A look has so long, milliseconds: the whole answer takes less than 20 s, and a conflict that Notion's client repeats for 15 s
 * is still told as one.
 */
const deadline = 18_000;

export interface Diagnosed {
  /** Root causes, worst first; each names its scenario, so that a test need not read titles. */
  causes: { scenario: ScenarioId; finding: Finding; offers: Suggestion[] }[];
  looked: string[];
  /** What could not be looked at, and why. */
  missed: string[];
}

/** @throws what the caller's signal was aborted with */
export async function diagnoseTarget(
  parts: Parts,
  target: Target,
  deadlineMs = deadline,
): Promise<Diagnosed> {
  const looks = looksFor(target, parts);
  const taken = await Promise.all(looks.map((look) => taking(look, parts, deadlineMs)));
  const signs = taken.flatMap((one) => one.signs);
  const causes = rootCauses(signs).filter((cause) => concerns(cause, target));
  return {
    causes: causes.map((cause) => ({
      scenario: cause.signs[0].scenario,
      finding: findingOf(cause, parts.systems),
      offers: furtherOffers(cause, parts.systems),
    })),
    looked: looks.map(({ name }) => name),
    missed: taken.flatMap(({ missed }) => missed),
  };
}

interface Taken {
  signs: Sign[];
  missed: string[];
}

/** A look that hangs has found something: what it waits for. One that fails leaves the others their say. */
async function taking(look: Look, parts: Parts, deadlineMs: number): Promise<Taken> {
  const late = AbortSignal.timeout(deadlineMs);
  const signal = AbortSignal.any([parts.signal, late]);
  try {
    const signs = await Promise.race([look.take({ ...parts, signal }), rejectedBy(signal)]);
    return { signs, missed: [] };
  } catch (error) {
    parts.signal.throwIfAborted();
    if (late.aborted) return { signs: hung(look, parts, deadlineMs), missed: [] };
    return { signs: [], missed: [`${look.name}: ${asProblem(error).message}`] };
  }
}

function hung({ name, hung: is }: Look, parts: Parts, deadlineMs: number): Sign[] {
  const evidence = `no answer within ${deadlineMs / 1000} s (${name})`;
  const { scenario, system } = is;
  return [
    signOf(scenario, evidence, { system }),
    // Calls wait while Notion wants silence: then that is why.
    ...(scenario === 'notion-timeout' ? rateSigns(parts) : []),
  ];
}

function rejectedBy(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const stop = (): void => reject(signal.reason);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}

/** Of one component only what it shows itself or is the effect of. */
function concerns({ signs, effects }: Cause, target: Target): boolean {
  switch (target.kind) {
    case 'component':
      return [...signs, ...effects].some(
        ({ component }) => component !== null && target.components.includes(component),
      );
    case 'control-room':
      return [...signs, ...effects].some(
        ({ scenario, system }) => system === null || scenario.startsWith('control-room'),
      );
    case 'sync':
    case 'notion':
    case 'databricks':
    case 'system':
      return true;
  }
}
