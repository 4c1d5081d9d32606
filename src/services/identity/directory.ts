// People and their roles from ppm.config.yaml, with Slack's user groups resolved. When a group can't be asked for, nobody
// has a role by it: a doubt takes rights away and never gives any.
import type { Config } from '../../config/schema.js';
import { roles as everyRole, type Actor, type Role } from '../../core/actor.js';
import type { Directory } from './identity.js';

export interface DirectoryOptions {
  config: Pick<Config, 'people' | 'roles'>;
  /** Slack user ids of a user group's members; the caller keeps them. Throws when they are not known. */
  groupMembers: (groupId: string) => Promise<readonly string[]>;
}

export function createDirectory({ config, groupMembers }: DirectoryOptions): Directory {
  /** By the person first: the same roles whichever door they came by. */
  function slackIdOf(actor: Actor): string | undefined {
    const listed = config.people.find((person) => person.name === actor.person);
    return listed?.slack ?? actor.slack;
  }

  async function usersOf(role: Role): Promise<string[]> {
    const members = await Promise.all(config.roles[role].map(usersBehind));
    return members.flat();
  }

  async function usersBehind(id: string): Promise<readonly string[]> {
    if (!isGroup(id)) return [id];
    try {
      return await groupMembers(id);
    } catch {
      return [];
    }
  }

  return {
    fromSlack(userId) {
      const listed = config.people.find((person) => person.slack === userId);
      return { person: listed?.name ?? `slack:${userId}`, slack: userId, via: 'slack' };
    },
    named(name) {
      const wanted = name.toLowerCase();
      const listed =
        config.people.find((person) => person.name === wanted) ??
        config.people.find((person) => person.terminal === wanted);
      return listed ? { person: listed.name, slack: listed.slack, via: 'slack' } : null;
    },
    atTerminal: (actor) => ({ ...actor, via: 'terminal' }),
    async rolesOf(actor) {
      const id = actor.via === 'system' ? undefined : slackIdOf(actor);
      if (id === undefined) return [];
      const holders = await Promise.all(
        everyRole.map(async (role) => ({
          role,
          // who is listed directly need not wait for Slack
          held: config.roles[role].includes(id) || (await usersOf(role)).includes(id),
        })),
      );
      return holders.filter(({ held }) => held).map(({ role }) => role);
    },
    mentionsOf: (wanted) => [...new Set(wanted.flatMap((role) => config.roles[role]))],
    async membersOf(wanted) {
      const members = await Promise.all(wanted.map(usersOf));
      return [...new Set(members.flat())];
    },
  };
}

function isGroup(id: string): boolean {
  return id.startsWith('S');
}
