// What is wrong with a form is said in the form itself: under the field, or in place of the form.
import type { ModalView } from '@slack/types';
import { asProblem } from '../../core/problem.js';
import type { Log } from '../../services/log.js';
import { messageView } from '../cards/forms.js';

export type FormAck = (
  answer?:
    | { response_action: 'errors'; errors: Record<string, string> }
    | { response_action: 'update'; view: ModalView },
) => Promise<void>;

/** What is shown in place of a form, and what follows when that is under way. */
export interface Next {
  view: ModalView;
  afterwards(): Promise<void>;
}

/** Longest error under a field. */
const longestError = 150;

/**
 * Closes the form when `work` went well, or shows the view that it gives; else says what is wrong.
 * @param blockOf block of a field by its name; null where the form has none
 */
export async function orSayWhy(
  parts: { ack: FormAck; log: Log; blockOf: (field: string) => string | null },
  work: () => Promise<Next | null>,
): Promise<void> {
  let next: Next | null;
  try {
    next = await work();
  } catch (error) {
    const problem = asProblem(error);
    if (problem.code === 'internal') parts.log.error({ err: error }, 'a form could not be taken');
    const says = `${problem.message} ${problem.hint}`;
    const block =
      problem.code === 'invalid_input' && problem.field !== undefined
        ? parts.blockOf(problem.field)
        : null;
    return parts.ack(
      block === null
        ? { response_action: 'update', view: messageView('Nothing was changed', says) }
        : { response_action: 'errors', errors: { [block]: says.slice(0, longestError) } },
    );
  }
  if (next === null) return parts.ack();
  await parts.ack({ response_action: 'update', view: next.view });
  return next.afterwards();
}
