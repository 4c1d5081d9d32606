// "Add to incident timeline" in a message's menu. Slack sends it again when an acknowledgement is late: the trigger id
// tells a repeat.
import type { App } from '@slack/bolt';
import { z } from 'zod';
import type { IncomingOf } from '../incoming.js';
import type { ListenerParts } from './listener-parts.js';

/** As manifest.yml names it. */
export const noteShortcut = 'incident_note';

/** Characters of a message that are kept: a note takes fewer. */
const longestText = 4_000;

const shortcutSchema = z.object({
  trigger_id: z.string(),
  response_url: z.string().optional(),
  user: z.object({ id: z.string() }),
  channel: z.object({ id: z.string() }).optional(),
  message_ts: z.string(),
  message: z.object({
    user: z.string().optional(),
    username: z.string().optional(),
    bot_id: z.string().optional(),
    text: z.string().default(''),
  }),
});

type Parts = Pick<ListenerParts, 'received'> & {
  inbox: Pick<ListenerParts['inbox'], 'accept'>;
  desk: Pick<ListenerParts['desk'], 'log'>;
};

export function listenToShortcut(app: App, { inbox, desk, received }: Parts): void {
  app.shortcut({ type: 'message_action', callback_id: noteShortcut }, async ({ body, ack }) => {
    const acknowledged = received('shortcut');
    const { message, ...shortcut } = shortcutSchema.parse(body);
    const incoming: IncomingOf<'shortcut'> = {
      kind: 'shortcut',
      user: shortcut.user.id,
      channel: shortcut.channel?.id ?? null,
      responseUrl: shortcut.response_url ?? null,
      triggerId: shortcut.trigger_id,
      text: message.text.slice(0, longestText),
      author: message.user ?? message.username ?? message.bot_id ?? '',
      ts: shortcut.message_ts,
    };
    try {
      await inbox.accept(`shortcut:${shortcut.trigger_id}`, 'shortcut', incoming);
    } catch (error) {
      // Not acknowledged: Slack shows the person that it failed.
      desk.log.error({ err: error }, 'a shortcut could not be stored');
      return;
    }
    await ack();
    acknowledged();
  });
}
