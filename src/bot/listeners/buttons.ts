// Clicks on cards. Slack sends them again when an acknowledgement is late: the trigger id tells a repeat.
import type { App } from '@slack/bolt';
import { z } from 'zod';
import type { IncomingOf } from '../incoming.js';
import type { ListenerParts } from './listener-parts.js';

const clickSchema = z.object({
  trigger_id: z.string(),
  response_url: z.string().optional(),
  user: z.object({ id: z.string() }),
  channel: z.object({ id: z.string() }).optional(),
  actions: z
    .array(
      z.object({ action_id: z.string(), action_ts: z.string(), value: z.string().default('') }),
    )
    .min(1),
});

export function listenToButtons(app: App, { inbox, desk, received }: ListenerParts): void {
  app.action(/.*/, async ({ body, ack }) => {
    const acknowledged = received('click');
    const click = clickSchema.parse(body);
    try {
      for (const action of click.actions) {
        const incoming: IncomingOf<'click'> = {
          kind: 'click',
          user: click.user.id,
          channel: click.channel?.id ?? null,
          responseUrl: click.response_url ?? null,
          triggerId: click.trigger_id,
          actionId: action.action_id,
          value: action.value,
        };
        await inbox.accept(`click:${click.trigger_id}:${action.action_id}`, 'click', incoming);
      }
    } catch (error) {
      // Not acknowledged: Slack shows the person that it failed.
      desk.log.error({ err: error }, 'a click could not be stored');
      return;
    }
    await ack();
    acknowledged();
  });
}
