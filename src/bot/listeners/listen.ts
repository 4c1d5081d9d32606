// Everything that Slack sends comes in here: it is stored, then acknowledged, then worked on. What could not be stored is
// not acknowledged as done; the person is told.
import type { App } from '@slack/bolt';
import { listenToButtons } from './buttons.js';
import { listenToCommand } from './command.js';
import { listenToForms } from './forms.js';
import { listenToHome } from './home.js';
import type { ListenerParts } from './listener-parts.js';

export function listen(app: App, parts: ListenerParts): void {
  listenToCommand(app, parts);
  listenToButtons(app, parts);
  listenToForms(app, parts);
  listenToHome(app, parts);
}
