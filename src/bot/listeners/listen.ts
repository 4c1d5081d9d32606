// Everything that Slack sends comes in here: it is stored, then acknowledged, then worked on. What could not be stored is
// not acknowledged as done; the person is told.
import type { App } from '@slack/bolt';
import { listenToButtons } from './buttons.js';
import { listenToChoices } from './choices.js';
import { listenToCommand } from './command.js';
import { listenToDecisionForms } from './decision-forms.js';
import { listenToHome } from './home.js';
import type { ListenerParts } from './listener-parts.js';
import { listenToOperationForm } from './operation-form.js';
import { listenToShortcut } from './shortcut.js';

export function listen(app: App, parts: ListenerParts): void {
  listenToCommand(app, parts);
  listenToButtons(app, parts);
  listenToOperationForm(app, parts);
  listenToDecisionForms(app, parts);
  listenToChoices(app, parts);
  listenToShortcut(app, parts);
  listenToHome(app, parts);
}
