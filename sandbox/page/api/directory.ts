// Who and what an id stands for.
import { bot } from '../../company.js';
import type { ClientState } from '../../slack/protocol.js';

export interface Who {
  id: string;
  name: string;
  handle: string;
  title: string;
  isBot: boolean;
}

export interface Directory {
  person(id: string): Who;
  people: Who[];
  userGroup(id: string): string;
  channel(id: string): string;
  /** `#ppm-oncall`, or the name of the person at the other end. */
  channelTitle(id: string): string;
}

/** Slack speaks for itself under this id, for instance where a thread's first message was deleted. */
const slackbot = 'USLACKBOT';

export function createDirectory(
  state: Pick<ClientState, 'people' | 'userGroups' | 'channels'>,
): Directory {
  const people = new Map(state.people.map((person) => [person.id, person]));
  const channels = new Map(state.channels.map((channel) => [channel.id, channel]));
  const person = (id: string): Who =>
    people.get(id) ?? {
      id,
      name: id === slackbot ? 'Slackbot' : id,
      handle: id === slackbot ? 'slackbot' : id,
      title: '',
      isBot: id === bot.userId,
    };
  return {
    person,
    people: [...people.values()],
    userGroup: (id) => state.userGroups.find((group) => group.id === id)?.handle ?? id,
    channel: (id) => channels.get(id)?.name ?? id,
    channelTitle(id) {
      const channel = channels.get(id);
      if (!channel) return id;
      return channel.isDirect ? person(channel.name).name : `#${channel.name}`;
    },
  };
}
