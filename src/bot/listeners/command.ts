// `/ppm …`
import type { App } from '@slack/bolt';
import type { IncomingOf } from '../incoming.js';
import { storeAway, type ListenerParts } from './listener-parts.js';

export function listenToCommand(app: App, { inbox, desk, received }: ListenerParts): void {
  app.command('/ppm', async ({ command, ack }) => {
    const acknowledged = received('command');
    const incoming: IncomingOf<'command'> = {
      kind: 'command',
      user: command.user_id,
      channel: command.channel_id,
      responseUrl: command.response_url,
      triggerId: command.trigger_id,
      text: command.text,
    };
    try {
      await inbox.accept(`command:${command.trigger_id}`, 'command', incoming);
    } catch (error) {
      desk.log.error({ err: error }, 'a command could not be stored');
      await ack({ response_type: 'ephemeral', text: storeAway });
      return;
    }
    await ack();
    acknowledged();
  });
}
