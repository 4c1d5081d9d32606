// The shortcut of a message: the form of `incident note` with what the message says in it, and with the incident where
// only one is open. Nothing is noted before the form is handed in.
import { wordsOf } from '../../core/operation.js';
import { Problem } from '../../core/problem.js';
import { unwrapSlack } from '../../services/engine/parse/clean.js';
import { operationNamed } from '../../services/engine/parts.js';
import { operationForm } from '../cards/operation-form.js';
import { clip, oneLine } from '../cards/text.js';
import type { IncomingOf } from '../incoming.js';
import type { Desk } from './desk-parts.js';
import { openForm } from './open-form.js';

type Shortcut = IncomingOf<'shortcut'>;
type NoteDesk = Pick<Desk, 'operations' | 'openIncidents' | 'directory' | 'choices' | 'client'>;

const note = 'incident.note';
/** Characters of the note; whoever hands it in can add to it. */
const longestNote = 500;
/** Open incidents that the form names. */
const named = 5;

export async function workOnShortcut(desk: NoteDesk, shortcut: Shortcut): Promise<void> {
  const operation = operationNamed(desk.operations, note);
  const opened = await openForm(desk, shortcut.triggerId, wordsOf(operation), async () => {
    const open = await desk.openIncidents();
    const [only, ...others] = open;
    const given = {
      text: noteOf(desk, shortcut),
      ...(only !== undefined && others.length === 0 ? { incident: only.id } : {}),
    };
    return operationForm(operation, given, {
      choices: desk.choices,
      channel: shortcut.channel,
      ...(open.length === 1 ? {} : { errors: { incident: choiceOf(open) } }),
    });
  });
  if (opened) return;
  throw new Problem(
    'outside_unavailable',
    'The form could not be opened in time.',
    `Use the shortcut again, or type \`${wordsOf(operation)}\`.`,
  );
}

/** `ana said: …` */
function noteOf(desk: NoteDesk, { author, text }: Shortcut): string {
  const said = unwrapSlack(text).trim();
  const who = nameOf(desk, author);
  return clip(
    said === '' ? `${who} sent a message without text.` : `${who} said: ${said}`,
    longestNote,
  );
}

function nameOf({ directory }: NoteDesk, author: string): string {
  const name = /^[UW][A-Z0-9]+$/.test(author) ? directory.fromSlack(author).person : author;
  return clip(oneLine(name), 80) || 'Somebody';
}

/** Which one it is only the person knows. */
function choiceOf(open: readonly { id: string; title: string }[]): string {
  if (open.length === 0) return 'No incident is open now.';
  const some = open.slice(0, named).map(({ id, title }) => `${id} ${clip(oneLine(title), 60)}`);
  const more = open.length - some.length;
  return `Open now: ${some.join('; ')}${more > 0 ? `; ${more} more` : ''}`;
}
