// Suggested operations that stand by themselves: a row of buttons, and a line to copy for each that no button can carry.
import type { Suggestion } from '../../core/report.js';
import { suggestionButton } from './actions.js';
import { slackLine } from './command-line.js';
import type { Part } from './fit.js';
import { linesPart } from './parts.js';

/** Buttons in a row: more are hard to tell apart. */
const inRow = 5;

/** @param first number of the first suggestion in its message, which makes its action id unique */
export function suggestionParts(suggestions: readonly Suggestion[], first: number): Part[] {
  const offers = suggestions.map((suggestion, place) => ({
    suggestion,
    button: suggestionButton(suggestion, first + place),
  }));
  const buttons = offers.flatMap(({ suggestion, button }) =>
    button === null ? [] : [{ button, line: slackLine(suggestion) }],
  );
  const rows = Array.from({ length: Math.ceil(buttons.length / inRow) }, (_, row) =>
    buttons.slice(row * inRow, row * inRow + inRow),
  );
  return [
    ...rows.map((row): Part => ({
      blocks: [{ type: 'actions', elements: row.map(({ button }) => button) }],
      text: row.map(({ line }) => line).join('\n'),
    })),
    ...offers
      .filter(({ button }) => button === null)
      .map(({ suggestion }) => linesPart(suggestion.label, [slackLine(suggestion)], true)),
  ];
}
