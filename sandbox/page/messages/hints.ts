// What the composer offers to complete: the bot's operations, and people's handles.
import { bot } from '../../company.js';
import type { OperationHint } from '../../operation-hints.js';
import type { Directory } from '../api/directory.js';

export interface Hint {
  /** What the draft becomes. */
  draft: string;
  label: string;
  note: string;
  person?: string;
}

export function hintsFor(
  draft: string,
  directory: Directory,
  operations: readonly OperationHint[],
): Hint[] {
  if (draft.startsWith('/')) return commandHints(draft.toLowerCase(), operations);
  const mention = /(?:^|\s)@([a-z0-9._-]*)$/i.exec(draft);
  if (!mention) return [];
  const [, typed = ''] = mention;
  return directory.people
    .filter(({ handle, name }) =>
      [handle, name.toLowerCase()].some((text) => text.startsWith(typed.toLowerCase())),
    )
    .map(({ id, handle, name, title }) => ({
      draft: `${draft.slice(0, draft.length - typed.length)}${handle} `,
      label: name,
      note: title,
      person: id,
    }));
}

/** Those that begin as what is typed, then those with a word that does. */
function commandHints(typed: string, operations: readonly OperationHint[]): Hint[] {
  const command = `${bot.command} `;
  const all = operations
    .map(({ words, summary, example }) => ({
      draft: `${command}${example}`,
      label: `${command}${words}`,
      note: summary,
    }))
    .filter(({ draft }) => draft !== typed.trim());
  const begin = all.filter(({ draft }) => draft.startsWith(typed));
  const word = typed.slice(command.length);
  if (!typed.startsWith(command) || !/^[a-z]+$/.test(word)) return begin;
  const within = all.filter(
    (hint) => !begin.includes(hint) && hint.label.split(' ').some((one) => one.startsWith(word)),
  );
  return [...begin, ...within];
}
