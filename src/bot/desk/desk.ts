// Works on what came in and was acknowledged: asks the engine, and sees that an answer reaches the person.
import { asProblem } from '../../core/problem.js';
import type { Handler } from '../../services/requests/inbox.js';
import { incomingSchema, type ReplyTo } from '../incoming.js';
import { workOnClick } from './click.js';
import { workOnCommand, workOnForm } from './command.js';
import type { Desk } from './desk-parts.js';
import { workOnMore } from './make-form.js';
import { workOnShortcut } from './work-on-shortcut.js';

/** How long somebody waits before they are told that work goes on, milliseconds. */
const patience = 1_500;

export function createHandler(desk: Desk): Handler {
  return async ({ id, payload }) => {
    const incoming = incomingSchema.parse(payload);
    switch (incoming.kind) {
      case 'command':
        return answering(desk, incoming, () => workOnCommand(desk, id, incoming));
      case 'form':
        return answering(desk, incoming, () => workOnForm(desk, id, incoming));
      case 'click':
        return answering(desk, incoming, () => workOnClick(desk, id, incoming));
      case 'shortcut':
        return answering(desk, incoming, () => workOnShortcut(desk, incoming));
      case 'more':
        return workOnMore(desk, id, incoming);
      case 'home':
        return desk.home.opened(incoming.user);
      case 'notion':
        return incoming.changed === null ? undefined : desk.hints.add(incoming.changed);
    }
  };
}

/** Runs `work` and tells its failure to the person. What is only away for a moment is thrown on, to be tried again. */
async function answering(desk: Desk, to: ReplyTo, work: () => Promise<void>): Promise<void> {
  const note = setTimeout(() => {
    desk.answers
      .say(
        to,
        ':hourglass_flowing_sand: Working on it; what is asked outside can take a minute to answer.',
      )
      .catch((error: unknown) => {
        desk.log.warn({ err: error }, 'a note that work goes on was not delivered');
      });
  }, patience);
  try {
    await work();
  } catch (error) {
    const problem = asProblem(error);
    if (problem.code === 'store_unavailable') throw error;
    if (problem.code === 'internal') desk.log.error({ err: error }, 'a request failed inside');
    await desk.answers.problem(to, problem.toRecord());
  } finally {
    clearTimeout(note);
  }
}
