// What the composer offers to complete: the bot's commands, and people's handles.
import { bot } from '../../company.js';
import type { Directory } from '../api/directory.js';

export interface Hint {
  /** What the draft becomes. */
  draft: string;
  label: string;
  note: string;
  person?: string;
}

const table = 'main.silver.projects';
const commands: readonly (readonly [words: string, note: string, example?: string])[] = [
  ['status', 'What runs, what waits, and how the platform is'],
  ['help', 'What can be asked for'],
  ['env', 'Which environment this is'],
  ['table history', 'The versions of a table', table],
  ['table preview', 'Rows of a table as it was', table],
  ['table restore', 'Puts a table back to an earlier version', table],
  ['approvals', 'What waits for an approval'],
  ['approve', 'Approves a run'],
  ['deny', 'Denies a run, with a reason'],
  ['cancel', 'Stops a run before its next step'],
  ['undo', 'Takes a run back'],
  ['audit', 'Who did what, and when'],
  ['audit verify', 'Checks that the audit log is whole'],
];

const most = 8;

export function hintsFor(draft: string, directory: Directory): Hint[] {
  if (draft.startsWith('/')) {
    const typed = draft.toLowerCase();
    return commands
      .map(([words, note, example]) => ({
        draft: `${bot.command} ${words}${example === undefined ? '' : ` ${example}`}`,
        label: `${bot.command} ${words}`,
        note,
      }))
      .filter((hint) => hint.draft.startsWith(typed) && hint.draft !== typed.trim())
      .slice(0, most);
  }
  const mention = /(?:^|\s)@([a-z0-9._-]*)$/i.exec(draft);
  if (!mention) return [];
  const [, typed = ''] = mention;
  return directory.people
    .filter(({ handle, name }) =>
      [handle, name.toLowerCase()].some((text) => text.startsWith(typed.toLowerCase())),
    )
    .slice(0, most)
    .map(({ id, handle, name, title }) => ({
      draft: `${draft.slice(0, draft.length - typed.length)}${handle} `,
      label: name,
      note: title,
      person: id,
    }));
}
