// Reads Slack's mrkdwn into a tree. What is not well-formed stays as it was written.

export type Inline =
  | { type: 'text'; text: string }
  | { type: 'break' }
  | { type: 'code'; text: string }
  | { type: 'bold' | 'italic' | 'strike'; children: Inline[] }
  | { type: 'emoji'; name: string }
  | { type: 'link'; url: string; label: string }
  | { type: 'user' | 'group' | 'channel'; id: string; label: string | null }
  | { type: 'broadcast'; range: string }
  | { type: 'date'; seconds: number; format: string; url: string | null; fallback: string };

export type Paragraph =
  | { type: 'lines'; children: Inline[] }
  | { type: 'quote'; children: Inline[] }
  | { type: 'pre'; text: string };

export function parseMrkdwn(source: string): Paragraph[] {
  return source.split('```').flatMap((part, index, parts): Paragraph[] => {
    const isCode = index % 2 === 1 && index < parts.length - 1;
    if (isCode) return [{ type: 'pre', text: unescaped(plainReferences(trimmed(part))) }];
    // An opening fence that is never closed is text.
    const text = index % 2 === 1 ? `\`\`\`${part}` : part;
    const inner = index === 0 ? text : text.replace(/^\n/, '');
    return inner === '' ? [] : quotesAndLines(inner);
  });
}

function trimmed(code: string): string {
  return code.replace(/^\n/, '').replace(/\n$/, '');
}

function quotesAndLines(text: string): Paragraph[] {
  const groups: { type: 'quote' | 'lines'; lines: string[] }[] = [];
  for (const line of text.split('\n')) {
    const quoted = /^(?:&gt;|>) ?/.exec(line);
    const type = quoted ? 'quote' : 'lines';
    const rest = quoted ? line.slice(quoted[0].length) : line;
    const last = groups.at(-1);
    if (last?.type === type) last.lines.push(rest);
    else groups.push({ type, lines: [rest] });
  }
  return groups.map(({ type, lines }) => ({
    type,
    children: lines.flatMap((line, index) => [
      ...(index === 0 ? [] : [{ type: 'break' } as const]),
      ...parseInline(line),
    ]),
  }));
}

/** One at a time: code, reference, emphasis, emoji. A marker counts only at the edges of a word. */
const token =
  /`([^`\n]+)`|<([^<>\n]+)>|(?<![\p{L}\p{N}])\*(?=\S)([^*\n]*?\S)\*(?![\p{L}\p{N}])|(?<![\p{L}\p{N}])_(?=\S)([^\n]*?\S)_(?![\p{L}\p{N}_])|(?<![\p{L}\p{N}])~(?=\S)([^~\n]*?\S)~(?![\p{L}\p{N}])|:([a-z0-9_+'-]+(?:::skin-tone-[2-6])?):/gu;

export function parseInline(line: string): Inline[] {
  const found: Inline[] = [];
  let at = 0;
  const textUpTo = (end: number): void => {
    if (end > at) found.push({ type: 'text', text: unescaped(line.slice(at, end)) });
  };
  for (const match of line.matchAll(token)) {
    if (match.index < at) continue;
    const [whole, code, reference, bold, italic, strike, emoji] = match;
    textUpTo(match.index);
    at = match.index + whole.length;
    if (code !== undefined) found.push({ type: 'code', text: unescaped(plainReferences(code)) });
    else if (reference !== undefined) found.push(parseReference(reference));
    else if (bold !== undefined) found.push({ type: 'bold', children: parseInline(bold) });
    else if (italic !== undefined) found.push({ type: 'italic', children: parseInline(italic) });
    else if (strike !== undefined) found.push({ type: 'strike', children: parseInline(strike) });
    else if (emoji !== undefined) found.push({ type: 'emoji', name: emoji });
  }
  textUpTo(line.length);
  return found;
}

function parseReference(inside: string): Inline {
  const [target = '', ...rest] = inside.split('|');
  const label = rest.length === 0 ? null : unescaped(rest.join('|'));
  if (target.startsWith('@')) return { type: 'user', id: target.slice(1), label };
  if (target.startsWith('#')) return { type: 'channel', id: target.slice(1), label };
  if (target.startsWith('!subteam^'))
    return { type: 'group', id: target.slice('!subteam^'.length), label };
  if (target.startsWith('!date^')) {
    const [, seconds = '', format = '', url] = target.split('^');
    return {
      type: 'date',
      seconds: Number(seconds),
      format: unescaped(format),
      url: url === undefined ? null : unescaped(url),
      fallback: label ?? '',
    };
  }
  if (target.startsWith('!')) return { type: 'broadcast', range: label ?? target.slice(1) };
  const url = unescaped(target);
  return { type: 'link', url, label: label ?? url.replace(/^mailto:/, '') };
}

/** References in code are shown as what they stand for. */
function plainReferences(text: string): string {
  return text.replaceAll(
    /<([^<>|\n]+)(?:\|([^<>\n]+))?>/g,
    (_, target: string, label?: string) => label ?? target,
  );
}

export function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
