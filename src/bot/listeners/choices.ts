// Somebody types into a menu that is looked up: what the configuration has that is like it.
import type { App } from '@slack/bolt';
import { z } from 'zod';
import { fieldsOf } from '../../core/fields.js';
import { operationNamed } from '../../services/engine/parts.js';
import { fieldId, offeredFor } from '../cards/form-fields.js';
import { readFormMemory } from '../cards/form-memory.js';
import { optionsLike } from '../cards/form-menus.js';
import { moreId } from '../cards/more-fields.js';
import type { ListenerParts } from './listener-parts.js';

const suggestionSchema = z.object({
  action_id: z.string(),
  value: z.string().default(''),
  view: z.object({ private_metadata: z.string() }),
});

export function listenToChoices(app: App, { desk, received }: ListenerParts): void {
  app.options(/^(field|more):/, async ({ body, ack }) => {
    const acknowledged = received('choices');
    const { action_id: id, value, view } = suggestionSchema.parse(body);
    const { operation, more } = readFormMemory(view.private_metadata);
    const own = fieldsOf(operationNamed(desk.operations, operation).input);
    const kind =
      own.find(({ name }) => fieldId(name) === id)?.kind ??
      more?.fields.find((_, place) => moreId(place) === id)?.[1];
    const offered = kind === undefined ? null : offeredFor({ kind }, desk.choices);
    await ack({ options: optionsLike(value, offered ?? []) });
    acknowledged();
  });
}
