// Which buttons a run's card has. They are there only while a click on them can do something, so a card whose run is
// decided or ended has none that decide.
import type { Run } from '../../core/run.js';
import type { Part } from './fit.js';
import { breakGlassButton, cancelButton, decisionButtons, undoButton } from './run-approval.js';
import { doneSteps, isOverdue } from './run-words.js';

/**
 * @param look.undoable the operation can take this run back
 * @param look.urgent a P0 or P1 is open
 */
export function buttonsOf(
  run: Run,
  look: { undoable: boolean; urgent: boolean; now: number },
): Part[] {
  switch (run.state) {
    case 'awaiting_approval':
      return isOverdue(run, look.now)
        ? []
        : [decisionButtons(run), ...(look.urgent ? [breakGlassButton(run)] : [])];
    case 'approved':
      return [cancelButton(run)];
    case 'running':
      return run.cancelRequested === null ? [cancelButton(run)] : [];
    case 'succeeded':
    case 'failed':
    case 'cancelled':
      // Also after a failure or a cancel: what was half done by then can be taken back.
      return look.undoable && run.undoneBy === null && doneSteps(run) > 0 ? [undoButton(run)] : [];
    case 'planning':
    case 'verifying':
    case 'unknown':
    case 'denied':
    case 'expired':
      return [];
  }
}
