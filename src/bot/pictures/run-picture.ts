// A run as its cards show it now.
import type { Operation } from '../../core/operation.js';
import { hasEnded, type Run } from '../../core/run.js';
import type { Card } from '../../services/cards/rows.js';
import type { RunOutput } from '../../services/commands/run-outputs.js';
import type { Context } from '../../services/context.js';
import type { Engine } from '../../services/engine/engine.js';
import { operationNamed } from '../../services/engine/parts.js';
import type { Directory } from '../../services/identity/identity.js';
import type { Rendered } from '../cards/fit.js';
import { renderRun } from '../cards/run-card.js';
import { preformatted, renderOutput } from '../cards/run-output.js';
import type { PictureOf } from '../publisher/draw.js';

/** Output grows all the time, and Slack's 50 edits a minute are for every card: this long it stands as it is, milliseconds. */
const outputStands = 4_000;

/** Most characters of an overflow that one thread message takes. */
const restCharacters = 10_000;

export function runPicture(parts: {
  engine: Engine;
  directory: Directory;
  operations: readonly Operation<Context>[];
  now: () => number;
  /** What a run's commands have said. */
  outputOf(run: string): Promise<RunOutput | null>;
  /** Whether a P0 or P1 is open. */
  urgent(): Promise<boolean>;
}): PictureOf {
  const { engine, directory, operations, now } = parts;

  async function draw(
    run: Run,
    view: 'card' | 'reminder' | 'outcome',
    plain: boolean,
  ): Promise<Rendered | null> {
    return renderRun(run, view, {
      approverMentions: directory.mentionsOf(run.approval?.by ?? []),
      operationSummary: operationNamed(operations, run.operation).summary,
      urgent: run.state === 'awaiting_approval' && (await parts.urgent()),
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
    return {
      rendered: await viewOf(card, run),
      ended: hasEnded(run),
      isProgress: run.state === 'running',
      ...(card.view === 'output' ? { stands: outputStands } : {}),
    };
  };

  async function viewOf({ view, plain }: Card, run: Run): Promise<Rendered | null> {
    switch (view) {
      case 'card':
      case 'reminder':
      case 'outcome':
        return draw(run, view, plain);
      case 'rest':
        return restOf(await draw(run, 'card', plain));
      case 'output': {
        const output = await parts.outputOf(run.id);
        return output && renderOutput(output, { run: run.id, plain });
      }
      case 'direct':
      case 'details':
        return null;
    }
  }
}

/** What had no room on the card, for its thread; null when everything had. */
function restOf(card: Rendered | null): Rendered | null {
  if (!card?.overflow) return null;
  const text = card.overflow.text.slice(0, restCharacters);
  return { text: card.overflow.title, blocks: [preformatted(text)] };
}
