// A typed command or a filled-in form: an answer, a run with its card, or a form for what is missing.
import { wordsOf } from '../../core/operation.js';
import type { Run } from '../../core/run.js';
import type { Answer } from '../../services/engine/ask.js';
import { usageOf } from '../../services/engine/parse/usage.js';
import { Problem } from '../../core/problem.js';
import { titleOf } from '../cards/run-words.js';
import { inertLine } from '../cards/text.js';
import type { IncomingOf, ReplyTo } from '../incoming.js';
import type { Desk } from './desk-parts.js';
import { makeForm } from './make-form.js';
import { openForm } from './open-form.js';

export async function workOnCommand(
  desk: Desk,
  requestId: string,
  command: IncomingOf<'command'>,
): Promise<void> {
  const answer = await desk.engine.ask({
    actor: desk.directory.fromSlack(command.user),
    requestId,
    signal: new AbortController().signal,
    words: { text: command.text },
  });
  await deliver(desk, command, { requestId, triggerId: command.triggerId }, answer);
}

export async function workOnForm(
  desk: Desk,
  requestId: string,
  form: IncomingOf<'form'>,
): Promise<void> {
  const answer = await desk.engine.ask({
    actor: desk.directory.fromSlack(form.user),
    requestId,
    signal: new AbortController().signal,
    words: { operation: form.operation, input: form.input },
  });
  await deliver(desk, form, { requestId, triggerId: null }, answer);
}

/** @param by.triggerId what allows a form to be opened; null where there is none */
export async function deliver(
  desk: Desk,
  to: ReplyTo,
  { requestId, triggerId }: { requestId: string; triggerId: string | null },
  answer: Answer,
): Promise<void> {
  switch (answer.kind) {
    case 'report':
      return desk.answers.report(to, answer.report);
    case 'run':
      return tellOfRun(desk, to, answer.run);
    case 'incomplete': {
      const { operation, given, missing } = answer;
      const asked = { operation: operation.id, given, to, requestId };
      const make = () => makeForm(desk, asked);
      const opened =
        triggerId !== null && (await openForm(desk, triggerId, wordsOf(operation), make));
      if (opened) return;
      const problem = new Problem(
        'invalid_input',
        `\`${wordsOf(operation)}\` needs ${missing.join(', ')}.`,
        'Type it again with what is missing.',
      );
      return desk.answers.problem(to, problem.toRecord(), usageOf(operation));
    }
  }
}

/** The run's card stands in the on-call channel; whoever asked from elsewhere is told so. */
async function tellOfRun(desk: Desk, to: ReplyTo, run: Run): Promise<void> {
  if (to.channel === desk.channel) return;
  await desk.answers.say(
    to,
    `${run.id} is planned: ${inertLine(titleOf(run))}. Its card is in <#${desk.channel}>.`,
  );
}
