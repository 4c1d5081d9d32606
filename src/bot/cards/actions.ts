// What the cards' buttons and forms are called, and what a click carries. Listeners know them by these names only.
import type { Button } from '@slack/types';
import { z } from 'zod';
import { jsonObjectSchema } from '../../core/json.js';
import type { Suggestion } from '../../core/report.js';
import type { Run } from '../../core/run.js';
import { button } from './blocks.js';

/** Action ids. A suggestion's has its place in the message behind it, `suggestion:0`, to be unique. */
export const actionIds = {
  approve: 'run.approve',
  deny: 'run.deny',
  cancel: 'run.cancel',
  undo: 'run.undo',
  suggestion: 'suggestion',
} as const;

/** Matches the action ids of suggestions. */
export const suggestionIds = /^suggestion:\d+$/;

/** Callback ids of the forms. */
export const callbackIds = {
  approve: 'approve.form',
  deny: 'deny.form',
  operation: 'operation.form',
} as const;

const runButton = z.object({ run: z.string().min(1), hash: z.string() });
export type RunButton = z.infer<typeof runButton>;

const suggestionButtonValue = z.object({ operation: z.string().min(1), input: jsonObjectSchema });
export type SuggestionButton = z.infer<typeof suggestionButtonValue>;

/** What Approve, Deny, Cancel and Undo carry, and the forms that follow them: the run, and the plan that was on show. */
export function runButtonValue(run: Pick<Run, 'id' | 'planHash'>): string {
  return JSON.stringify({ run: run.id, hash: run.planHash ?? '' } satisfies RunButton);
}

/** The run and plan hash of a click or of a form's private metadata; null when it is not one of ours. */
export function parseRunButton(value: unknown): RunButton | null {
  return parsed(runButton, value);
}

/** The operation and input of a click on a suggestion; null when it is not one of ours. */
export function parseSuggestion(value: unknown): SuggestionButton | null {
  return parsed(suggestionButtonValue, value);
}

/** Slack's limit for a button's value. */
const longestValue = 2_000;

/**
 * A suggestion as a button; null when its input doesn't fit in one.
 * @param place its number in the message
 */
export function suggestionButton(suggestion: Suggestion, place: number): Button | null {
  const { operation, input } = suggestion;
  const value = JSON.stringify({ operation, input } satisfies SuggestionButton);
  if (value.length > longestValue) return null;
  return button(suggestion.label, `${actionIds.suggestion}:${place}`, value);
}

function parsed<Shape>(schema: z.ZodType<Shape>, value: unknown): Shape | null {
  if (typeof value !== 'string') return null;
  try {
    return schema.safeParse(JSON.parse(value)).data ?? null;
  } catch {
    // Not JSON, so it isn't from one of our buttons.
    return null;
  }
}
