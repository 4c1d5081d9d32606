// Opens a form: first as a loading view, because Slack's trigger lives three seconds, then with its content.
import type { ModalView } from '@slack/types';
import { Problem } from '../../core/problem.js';
import { loadingView } from '../cards/forms.js';
import { slackFailure } from '../publisher/slack-failure.js';
import type { Desk } from './desk-parts.js';

/**
 * @param make its content; it may take its time
 * @returns false when the trigger is too old or was used: then the person is asked another way.
 * @throws Problem outside_unavailable
 */
export async function openForm(
  desk: Pick<Desk, 'client'>,
  triggerId: string,
  title: string,
  make: () => Promise<ModalView>,
): Promise<boolean> {
  try {
    const opened = await desk.client.views.open({
      trigger_id: triggerId,
      view: loadingView(title),
    });
    if (!opened.view?.id) return false;
    await desk.client.views.update({ view_id: opened.view.id, view: await make() });
    return true;
  } catch (error) {
    if (error instanceof Problem) throw error;
    const failure = slackFailure(error);
    if (failure.kind === 'refused' && /trigger/.test(failure.error)) return false;
    throw new Problem(
      'outside_unavailable',
      'Slack did not open the form.',
      'Try again, or type the command with all its inputs.',
      { cause: error },
    );
  }
}
