// What was sent against what is stored: every alert with its status, and every group with its counts.
import type { Memory } from './memory.js';
import type { StoryAlert } from './story.js';

/** Lists, so that what is there twice shows: `Story03 e8650bc2967f3cb1 1763729045577: resolved`. */
const lineOf = (name: string, fingerprint: string, startsAt: number, status: string): string =>
  `${name} ${fingerprint} ${startsAt}: ${status}`;

export function accountWanted(all: readonly StoryAlert[]): string[] {
  return all
    .map(({ name, fingerprint, startsAt, ends }) =>
      lineOf(name, fingerprint, startsAt, ends ? 'resolved' : 'firing'),
    )
    .toSorted();
}

/** Named by the group that each alert is in. */
export async function accountOf(memory: Memory): Promise<string[]> {
  const names = new Map((await memory.groups()).map(({ id, doc }) => [id, doc.name]));
  return (await memory.alerts())
    .map(({ doc: { group, fingerprint, startsAt, status } }) =>
      lineOf(names.get(group) ?? 'no group', fingerprint, startsAt, status),
    )
    .toSorted();
}

/** One group each name. */
export function groupsWanted(all: readonly StoryAlert[]): string[] {
  return [...new Set(all.map(({ name }) => name))].map((name) => {
    const some = all.filter((alert) => alert.name === name);
    const resolved = some.filter(({ ends }) => ends).length;
    return groupLine(name, 1, some.length - resolved, resolved);
  });
}

export async function groupsOf(memory: Memory): Promise<string[]> {
  return (await memory.groups())
    .map(({ doc: { name, episode, firing, resolved, state } }) => {
      const line = groupLine(name, episode, firing, resolved);
      const isRight = (state === 'firing') === firing > 0;
      return isRight ? line : `${line}, but ${state}`;
    })
    .toSorted();
}

function groupLine(name: string, episode: number, firing: number, resolved: number): string {
  return `${name}, episode ${episode}: ${firing} firing, ${resolved} resolved`;
}
