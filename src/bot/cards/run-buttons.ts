// Which buttons a run's card has. They are there only while a click on them can do something, so a card whose run is
// decided or ended has none that decide.
import type { Run } from '../../core/run.js';
import type { Part } from './fit.js';
import { cancelButton, decisionButtons, undoButton } from './run-approval.js';
import { doneSteps, isOverdue } from './run-words.js';

/** @param look.undoable the operation can take this run back */
export function buttonsOf(run: Run, look: { undoable: boolean; now: number }): Part[] {
  switch (run.state) {
    case 'awaiting_approval':
      return isOverdue(run, look.now) ? [] : [decisionButtons(run)];
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
