// JSON, laid out and coloured.
import { useMemo, type ReactNode } from 'react';

const token =
  /("(?:\\.|[^"\\])*")(\s*:)?|\b(true|false|null)\b|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)/g;

export function JsonView({ value }: { value: unknown }) {
  const shown = useMemo(() => coloured(laidOut(value)), [value]);
  return (
    <pre className="json" tabIndex={0} aria-label="JSON">
      {shown}
    </pre>
  );
}

function laidOut(value: unknown): string {
  return value === undefined ? '–' : (JSON.stringify(opened(value), null, 2) ?? '–');
}

/** Slack sends some JSON as text within JSON (blocks, view): it is opened to be read. */
function opened(value: unknown): unknown {
  if (typeof value === 'string' && /^\s*[[{]/.test(value)) {
    try {
      return opened(JSON.parse(value));
    } catch {
      return value;
    }
  }
  if (Array.isArray(value)) return value.map(opened);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, opened(item)]));
}

function coloured(text: string): ReactNode[] {
  const parts: ReactNode[] = [];
  let at = 0;
  for (const match of text.matchAll(token)) {
    const [whole, string, colon, word] = match;
    if (match.index > at) parts.push(text.slice(at, match.index));
    at = match.index + whole.length;
    const kind = string === undefined ? (word === undefined ? 'number' : 'word') : 'string';
    const isKey = colon !== undefined;
    parts.push(
      <span className={`json-${isKey ? 'key' : kind}`} key={match.index}>
        {isKey ? string : whole}
      </span>,
    );
    if (isKey) parts.push(colon);
  }
  parts.push(text.slice(at));
  return parts;
}
