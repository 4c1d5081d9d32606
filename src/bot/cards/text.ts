// Text from outside (people, systems, errors) is data, not markup. Whatever a card shows passes through here, so that
// nothing that somebody wrote elsewhere pings a channel, hides behind a link or turns a line around; and no secret is shown.
import type { Actor } from '../../core/actor.js';
import { masked } from '../../services/redact.js';

/** Characters that nobody sees: controls, bidi marks, zero-width, private use, lone surrogates, blank letters. */
const unseen = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Co}\u115f\u1160\u2800\u3164\uffa0]/gu;

/**
 * The text without secrets and without characters that can't be seen; line breaks stay. For plain_text, rich_text, table cells
 * and files.
 */
export function visible(text: string): string {
  // Masked last: what is not seen must not hide a secret.
  return masked(
    text
      .replaceAll(/\r\n?|\u2028|\u2029/g, '\n')
      .replaceAll('\t', '    ')
      .replaceAll(unseen, ''),
  );
}

/** `visible`, on one line. */
export function oneLine(text: string): string {
  return visible(text).replaceAll(/\s+/gu, ' ').trim();
}

/** A marker inside a word formats nothing, so `sync_status` stays as it can be copied. */
const marker = /(?<![\p{L}\p{N}])[*_~`]|[*_~`](?![\p{L}\p{N}])|`/gu;
const lookAlike: Record<string, string> = { '*': '∗', _: 'ˍ', '~': '∼', '`': 'ˋ' };

/** Colons that would open an emoji: outside text could draw our own green circle. A time such as 10:30:00 stays. */
const emojiColon = /:(?=([\p{L}\p{N}_+'-]{1,100}):)/gu;
const numberedEmoji = new Set(['100', '1234']);

/** Text from outside for use within mrkdwn: shown as written, and without any effect. */
export function inert(text: string): string {
  return escaped(
    visible(text)
      .replaceAll(/^>/gm, '›')
      .replaceAll(marker, (found) => lookAlike[found] ?? found)
      .replaceAll(emojiColon, (colon, name: string) =>
        /^\d+$/.test(name) && !numberedEmoji.has(name) ? colon : '∶',
      ),
  );
}

/** `inert`, on one line: for headings, labels and list items. */
export function inertLine(text: string): string {
  return inert(oneLine(text));
}

/**
 * An identifier as inline code.
 * @param max most characters of the result
 */
export function code(text: string, max = 500): string {
  const inner = escaped(oneLine(text).replaceAll('`', 'ˋ'));
  return inner === '' ? '–' : `\`${clipMarkup(inner, max - 2)}\``;
}

/** Text in which words between back-ticks are to be typed: those as code, everything else inert. */
export function inertWithCode(text: string): string {
  return text
    .split(/`([^`\n]{1,200})`/)
    .map((piece, place) => (place % 2 === 1 ? code(piece) : inert(piece)))
    .join('');
}

/**
 * Lines as a code block.
 * @param max most characters of the result
 */
export function codeBlock(text: string, max = 2_900): string {
  const inner = escaped(visible(text).replaceAll('`', 'ˋ'));
  return `\`\`\`\n${clipMarkup(inner === '' ? '–' : inner, max - 8)}\n\`\`\``;
}

/** At most `max` UTF-16 units, as Slack counts; never half a character, and an ellipsis where something is missing. */
export function clip(text: string, max: number): string {
  if (text.length <= max) return text;
  // Half a secret would not be known as one afterwards.
  const whole = masked(text);
  return `${whole.slice(0, max - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** `clip` for mrkdwn: never half an entity or half a mention. */
export function clipMarkup(markup: string, max: number): string {
  if (markup.length <= max) return markup;
  const cut = markup
    .slice(0, max - 1)
    .replace(/[\ud800-\udbff]$/, '')
    .replace(/<[^<>]*$/, '')
    .replace(/&[a-z]{0,4}$/, '');
  return `${cut}…`;
}

/** `U…` or `W…` as a mention of the person, `S…` of the user group; anything else is not an id and stays text. */
export function mentionOf(id: string): string {
  if (/^[UW][A-Z0-9]{1,30}$/.test(id)) return `<@${id}>`;
  if (/^S[A-Z0-9]{1,30}$/.test(id)) return `<!subteam^${id}>`;
  return inertLine(id);
}

/** A person as a mention where Slack knows them, else by name. */
export function person(actor: Actor): string {
  return actor.slack === undefined ? inertLine(actor.person) : mentionOf(actor.slack);
}

/**
 * A time that every reader sees in their own time zone.
 * @param at epoch milliseconds
 */
export function dateToken(at: number): string {
  return `<!date^${Math.floor(at / 1000)}^{date_short_pretty} {time}|${isoTime(at)}>`;
}

/** Epoch milliseconds as `2026-10-05T11:00:00Z`. */
export function isoTime(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** With thousands separators. */
export function number(value: number): string {
  return value.toLocaleString('en-GB', { maximumFractionDigits: 3 });
}

/** Milliseconds in words: `12 s`, `3 min 5 s`, `2 h 4 min`. */
export function duration(millis: number): string {
  const seconds = Math.round(millis / 1000);
  if (seconds < 1) return 'under a second';
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return joined(Math.floor(seconds / 60), 'min', seconds % 60, 's');
  const minutes = Math.round(seconds / 60);
  return joined(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
}

function joined(big: number, bigUnit: string, small: number, smallUnit: string): string {
  return small === 0
    ? `${number(big)} ${bigUnit}`
    : `${number(big)} ${bigUnit} ${small} ${smallUnit}`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
