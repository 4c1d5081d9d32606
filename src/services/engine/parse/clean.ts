// Text as Slack and keyboards deliver it, made into the text that was meant: Slack wraps links, people and channels,
// escapes three characters, and copying from elsewhere brings characters along that nobody sees.

/** Zero-width and direction marks, and controls other than white space. */
const unseen = /[\p{Cf}\u034f\u115f\u1160\u3164\uffa0]|(?!\s)\p{Cc}/gu;

/** The text without characters that can't be seen. */
export function withoutUnseen(text: string): string {
  return text.replaceAll(unseen, '');
}

/**
 * Slack's `<…>` wrappings replaced by what they stand for, and its entities by their characters: an id for a person, group or
 * channel, the address for an e-mail, and for a link what was typed.
 */
export function unwrapSlack(text: string): string {
  return text
    .replaceAll(
      /<([^<>|\s]+)(?:\|([^<>]*))?>/g,
      (whole, target: string, label: string | undefined) => unwrapped(target, label) ?? whole,
    )
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

function unwrapped(target: string, label: string | undefined): string | undefined {
  if (/^[@#][A-Z0-9]+$/.test(target)) return target.slice(1);
  if (target.startsWith('mailto:')) return target.slice('mailto:'.length);
  if (/^https?:\/\//.test(target)) return linkAsTyped(target, label);
  const group = /^!subteam\^([A-Z0-9]+)$/.exec(target)?.[1];
  if (group) return group;
  const everyone = /^!(here|channel|everyone)$/.exec(target)?.[1];
  return everyone && `@${everyone}`;
}

/** `main.silver.projects` looks like a host name to Slack, which then makes a link of it. */
function linkAsTyped(target: string, label: string | undefined): string {
  if (label === undefined) return target;
  const bare = target.replace(/^https?:\/\//, '').replace(/\/$/, '');
  return label.toLowerCase() === bare.toLowerCase() ? label : target;
}
