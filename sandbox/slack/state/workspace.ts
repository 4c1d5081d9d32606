// All that the pretend Slack knows. Plain data; the modules beside this one change it.
import type { CheckedView } from '../blocks/view.js';
import { createFaults, type Faults } from '../faults.js';
import type { Settings } from '../options.js';
import type { Block, SlackFaults } from '../protocol.js';
import { createTraffic, type Traffic } from '../traffic.js';
import { createAudience, type Audience } from './audience.js';
import { createClock, type Clock } from './clock.js';
import { createResponseUrls, type ResponseUrls } from './response-urls.js';
import { createTriggers, type Triggers } from './triggers.js';

export interface Member {
  id: string;
  handle: string;
  name: string;
  title: string;
  tz: string;
  isBot: boolean;
}

export interface UserGroup {
  id: string;
  handle: string;
  name: string;
  users: readonly string[];
}

export interface Bookmark {
  id: string;
  title: string;
  link: string;
  type: string;
}

export interface Channel {
  id: string;
  name: string;
  topic: string;
  kind: 'public' | 'private' | 'im' | 'mpim';
  /** Ids of people and of the bot. */
  members: Set<string>;
  /** Seconds. */
  created: number;
  pins: { ts: string; by: string; created: number }[];
  bookmarks: Bookmark[];
  /** By user: the ts of the last message that person has seen. */
  readUpTo: Map<string, string>;
}

export interface Metadata {
  event_type: string;
  event_payload: Record<string, unknown>;
}

export interface StoredFile {
  id: string;
  name: string;
  title: string;
  content: Buffer;
}

export interface StoredMessage {
  channel: string;
  ts: string;
  user: string;
  text: string;
  blocks: Block[];
  threadTs?: string;
  /** Who changed it last, and when. */
  edited?: { user: string; ts: string };
  /** Slack's client marks a message as edited only when its text changed without blocks. */
  showsEdited: boolean;
  /** The only person who sees it. */
  ephemeralTo?: string;
  files: StoredFile[];
  reactions: { name: string; users: string[] }[];
  metadata?: Metadata;
  /** A root that was deleted while it had answers. */
  tombstone: boolean;
  /** Its blocks before each update, so that a click on an old rendering can be played. */
  earlier: Block[][];
}

export interface StoredView {
  id: string;
  user: string;
  hash: string;
  view: CheckedView;
  rootId: string;
  previousId?: string;
  /** Shown under the inputs after response_action "errors". */
  errors: Record<string, string>;
  earlier: Block[][];
}

export interface Upload {
  id: string;
  name: string;
  length: number;
  content?: Buffer;
}

export interface Notice {
  id: string;
  channel?: string;
  text: string;
  at: string;
}

export interface Workspace {
  settings: Settings;
  clock: Clock;
  audience: Audience;
  faults: Faults;
  traffic: Traffic;
  triggers: Triggers;
  responseUrls: ResponseUrls;
  members: Map<string, Member>;
  userGroups: UserGroup[];
  channels: Map<string, Channel>;
  /** By channel, oldest first, private answers included. */
  messages: Map<string, StoredMessage[]>;
  /** By person: the open modals, the last on top. */
  modals: Map<string, StoredView[]>;
  homes: Map<string, StoredView>;
  notices: Map<string, Notice[]>;
  /** By file id: announced, perhaps received, not yet shared. */
  uploads: Map<string, Upload>;
  /** http://host:port, known once the server listens. */
  url: string;
}

export function createWorkspace(
  settings: Settings,
  onFaults: (faults: SlackFaults) => void,
): Workspace {
  const { seed } = settings;
  const clock = createClock(settings.now);
  const created = Math.floor(clock.now() / 1000);
  const everybody = seed.people.map((person) => person.id);
  const bot = { ...seed.bot, id: seed.bot.userId };

  const channel = (fields: Pick<Channel, 'id' | 'name' | 'topic' | 'kind' | 'members'>) => ({
    ...fields,
    created,
    pins: [],
    bookmarks: [],
    readUpTo: new Map<string, string>(),
  });
  const channels = seed.channels.map((seeded) =>
    channel({
      id: seeded.id,
      name: seeded.name,
      topic: seeded.topic,
      kind: seeded.isPrivate === true ? 'private' : 'public',
      members: new Set([
        ...(seeded.members ?? everybody),
        ...(seeded.botIsMember === true ? [bot.id] : []),
      ]),
    }),
  );
  // The app's message tab: everybody has one from the start.
  const directMessages = everybody.map((user) =>
    channel({
      id: `D${user.slice(1)}`,
      name: user,
      topic: '',
      kind: 'im',
      members: new Set([user, bot.id]),
    }),
  );

  const members: Member[] = [
    ...seed.people.map((person) => ({ ...person, isBot: false })),
    { id: bot.id, handle: bot.name, name: bot.name, title: 'App', tz: 'Etc/UTC', isBot: true },
  ];
  return {
    settings,
    clock,
    audience: createAudience(),
    faults: createFaults(onFaults),
    traffic: createTraffic(clock.now),
    triggers: createTriggers(clock),
    responseUrls: createResponseUrls(clock),
    members: new Map(members.map((member) => [member.id, member])),
    userGroups: [...seed.userGroups],
    channels: new Map([...channels, ...directMessages].map((each) => [each.id, each])),
    messages: new Map(),
    modals: new Map(),
    homes: new Map(),
    notices: new Map(),
    uploads: new Map(),
    url: '',
  };
}

export function botId(ws: Workspace): string {
  return ws.settings.seed.bot.userId;
}
