// Somebody opened the Home tab.
import type { App } from '@slack/bolt';
import type { IncomingOf } from '../incoming.js';
import type { ListenerParts } from './listener-parts.js';

export function listenToHome(app: App, { inbox, received }: ListenerParts): void {
  app.event('app_home_opened', async ({ event, body }) => {
    if (event.tab !== 'home') return;
    const acknowledged = received('home');
    const incoming: IncomingOf<'home'> = { kind: 'home', user: event.user };
    await inbox.accept(`event:${body.event_id}`, 'home', incoming);
    acknowledged();
  });
}
