// A person at Slack, for the tour, the tests and the benchmarks: types, reads, clicks and fills in forms through the same
// protocol as the page.
import { channels } from './company.js';
import type { SlackSimulator } from './slack/index.js';
import type {
  Block,
  ClientMessage,
  ClientResult,
  ClientView,
  StateValues,
} from './slack/protocol.js';
import { until } from './until.js';

export interface Person {
  id: string;
  /** A slash command, as it stands in the composer: `/ppm status`. */
  types(text: string, channel?: string): Promise<ClientResult>;
  /** Waits for a message that the person can see, newest first. */
  sees(
    what: string,
    matches: (message: ClientMessage) => boolean,
    millis?: number,
  ): Promise<ClientMessage>;
  messages(channel?: string): ClientMessage[];
  /** Clicks the button with this label, on the message as it looks now. */
  clicks(message: ClientMessage, label: string): Promise<ClientResult>;
  /** Waits for a form with an input. */
  form(title: string): Promise<ClientView>;
  submits(view: ClientView, values: StateValues): Promise<ClientResult>;
  view(): ClientView | undefined;
}

export function personAt(slack: SlackSimulator, id: string): Person {
  const messages = (channel: string = channels[0].id): ClientMessage[] =>
    slack.state(id).messages[channel] ?? [];
  const view = (): ClientView | undefined => slack.state(id).views.at(-1);
  return {
    id,
    messages,
    view,
    types: (text, channel = channels[0].id) =>
      slack.act(id, { type: 'command', channel, text: text.replace(/^\/ppm ?/, '') }),
    sees: (what, matches, millis) =>
      until(`${id} sees ${what}`, () => messages().findLast(matches), millis),
    async clicks(message, label) {
      const seen = messages(message.channel).find(({ ts }) => ts === message.ts) ?? message;
      const button = buttonIn(seen, label);
      if (!button) return { ok: false, error: `no button ${label}` };
      return slack.act(id, {
        type: 'block_action',
        container: { kind: 'message', channel: message.channel, ts: message.ts },
        ...button,
      });
    },
    form: (title) =>
      until(`${id} gets the form ${title}`, () => {
        const top = view();
        return top?.title === title && top.submit !== undefined ? top : null;
      }),
    submits: (form, values) => slack.act(id, { type: 'view_submit', viewId: form.id, values }),
  };
}

/** Everything that a message says, in one string: what a person would read. */
export function textOf(message: ClientMessage): string {
  return [message.text, ...strings(message.blocks)].join('\n');
}

export function buttonIn(
  message: { blocks: Block[] },
  label: string,
): { blockId: string; actionId: string } | null {
  for (const block of message.blocks) {
    const found = find(block, (part) => part['type'] === 'button' && labelOf(part) === label);
    if (found) return { blockId: String(block.block_id), actionId: String(found['action_id']) };
  }
  return null;
}

/** Labels of all the buttons of a message. */
export function buttonsOf(message: { blocks: Block[] }): string[] {
  const labels: string[] = [];
  find(message.blocks, (part) => {
    if (part['type'] === 'button') labels.push(labelOf(part));
    return false;
  });
  return labels;
}

type Part = Record<string, unknown>;

function labelOf(button: Part): string {
  const text = button['text'];
  return isPart(text) ? String(text['text']) : '';
}

function isPart(value: unknown): value is Part {
  return typeof value === 'object' && value !== null;
}

/** The first part, however deep, that `matches`. */
function find(value: unknown, matches: (part: Part) => boolean): Part | null {
  if (!isPart(value)) return null;
  if (!Array.isArray(value) && matches(value)) return value;
  for (const inner of Object.values(value)) {
    const found = find(inner, matches);
    if (found) return found;
  }
  return null;
}

function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return isPart(value) ? Object.values(value).flatMap(strings) : [];
}
