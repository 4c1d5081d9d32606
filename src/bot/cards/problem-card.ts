// A failure told to the person who asked: what happened, what they can do, and what they may have meant.
import type { ProblemRecord } from '../../core/problem.js';
import type { Suggestion } from '../../core/report.js';
import { fit, type Rendered } from './fit.js';
import { headlinePart, linesPart, prosePart } from './parts.js';
import { suggestionParts } from './suggestions.js';
import { clip, inertLine, inertWithCode, oneLine, visible } from './text.js';

/** @param extras.usage how the operation is typed; `nearest` what they may have meant */
export function renderProblem(
  problem: ProblemRecord,
  extras: { usage?: string; nearest?: readonly Suggestion[] } = {},
): Rendered {
  const { message, hint } = problem;
  const brief = [message, hint].map((text) => inertLine(clip(text, 1_000)));
  return fit({
    text: brief.filter((text) => text !== '').join(' '),
    title: clip(oneLine(message), 150),
    rest: 'follows in another message',
    parts: [
      headlinePart(iconOf(problem), '', message),
      ...(hint === '' ? [] : [prosePart(inertWithCode(hint), visible(hint))]),
      ...suggestionParts([...(problem.suggestions ?? []), ...(extras.nearest ?? [])], 0),
      ...(extras.usage === undefined ? [] : [linesPart('Usage', [extras.usage], true)]),
    ],
  });
}

function iconOf({ code }: ProblemRecord): string {
  switch (code) {
    case 'internal':
    case 'store_unavailable':
    case 'outside_unavailable':
    case 'outside_refused':
    case 'outcome_unknown':
    case 'verification_failed':
    case 'lease_lost':
      return ':red_circle:';
    case 'not_allowed':
      return ':no_entry:';
    case 'unknown_operation':
    case 'invalid_input':
    case 'not_found':
    case 'not_possible':
    case 'target_busy':
    case 'plan_drifted':
    case 'already_decided':
    case 'history_gone':
    case 'cancelled':
      return ':warning:';
  }
}
