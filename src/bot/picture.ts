// What a card shows now: its record, drawn as this card's view draws it.
import type { Operation } from '../core/operation.js';
import { hasEnded, type Run } from '../core/run.js';
import type { Card } from '../services/cards/rows.js';
import type { Context } from '../services/context.js';
import type { Engine } from '../services/engine/engine.js';
import { operationNamed } from '../services/engine/parts.js';
import type { Directory } from '../services/identity/identity.js';
import type { Rendered } from './cards/fit.js';
import { renderRun } from './cards/run-card.js';
import type { Picture } from './publisher/draw.js';

/** Most characters of an overflow that one thread message takes. */
const restCharacters = 10_000;

export function createPicture(parts: {
  engine: Engine;
  directory: Directory;
  operations: readonly Operation<Context>[];
  now: () => number;
}): (card: Card) => Promise<Picture | null> {
  const { engine, directory, operations, now } = parts;

  function draw(run: Run, view: 'card' | 'reminder' | 'outcome', plain: boolean): Rendered | null {
    return renderRun(run, view, {
      approverMentions: directory.mentionsOf(run.approval?.by ?? []),
      operationSummary: operationNamed(operations, run.operation).summary,
      undoable: engine.undoable(run),
      plain,
      now: now(),
    });
  }

  return async (card) => {
    const run = await engine.runs.get(card.record.id);
    if (!run) return null;
    // One that was decided before it was due has nobody to tell that it is decided.
    if (card.view === 'reminder' && !run.reminded) return { rendered: null, ended: hasEnded(run) };
    const rendered =
      card.view === 'rest'
        ? restOf(draw(run, 'card', card.plain))
        : draw(run, card.view, card.plain);
    return { rendered, ended: hasEnded(run) };
  };
}

/** What had no room on the card, for its thread; null when everything had. */
function restOf(card: Rendered | null): Rendered | null {
  if (!card?.overflow) return null;
  const text = card.overflow.text.slice(0, restCharacters);
  return {
    text: card.overflow.title,
    blocks: [
      {
        type: 'rich_text',
        elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text }] }],
      },
    ],
  };
}
