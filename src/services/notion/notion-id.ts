// Notion's ids as people paste them: with dashes or without, alone or in an address.

const bare = /(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])/gi;
const dashed = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;

/**
 * The id in a text, with dashes and in lower case; null where there is none. In an address the path counts, not its query:
 * `?v=…` names a view; but `?p=…` names the page that is open over a database.
 */
export function notionId(text: string): string | null {
  const trimmed = text.trim();
  if (!/^https?:\/\//i.test(trimmed))
    return /^[0-9a-f-]{32,36}$/i.test(trimmed) ? idIn(trimmed) : null;
  if (!URL.canParse(trimmed)) return null;
  const url = new URL(trimmed);
  const open = url.searchParams.get('p');
  return (open === null ? null : idIn(open)) ?? idIn(url.pathname);
}

/** The last id in the text: a title before it may end in letters that look like one. */
function idIn(text: string): string | null {
  const found = text.match(dashed)?.at(-1) ?? text.match(bare)?.at(-1);
  if (found === undefined) return null;
  const hex = found.replaceAll('-', '').toLowerCase();
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-');
}
