// The serialization protocol of Redis, as far as a client that asks and a server that answers need it. (redis.io, "RESP
// protocol": a request is an array of bulk strings)

/** What a server answers. A map is told as a list of pairs; version 2 knows no maps. */
export type Reply =
  | { kind: 'simple'; text: string }
  | { kind: 'error'; text: string }
  | { kind: 'number'; value: number }
  | { kind: 'bulk'; text: string | null }
  | { kind: 'list'; items: readonly Reply[] }
  | { kind: 'map'; pairs: readonly (readonly [string, Reply])[] };

export const simple = (text: string): Reply => ({ kind: 'simple', text });
export const failure = (text: string): Reply => ({ kind: 'error', text });
export const bulk = (text: string | null): Reply => ({ kind: 'bulk', text });

const longest = 1024 * 1024;

/** Takes whole requests off the front of what has come in. @throws Error what no server would accept */
export function takeRequests(received: Buffer): { requests: string[][]; rest: Buffer } {
  const requests: string[][] = [];
  let rest = received;
  for (;;) {
    const taken = takeOne(rest);
    if (!taken) break;
    requests.push(taken.words);
    rest = rest.subarray(taken.used);
  }
  if (rest.length > longest) throw new Error('Protocol error: too big inline request');
  return { requests, rest };
}

function takeOne(bytes: Buffer): { words: string[]; used: number } | null {
  const head = lineAt(bytes, 0);
  if (!head) return null;
  const count = numberAfter('*', head.text);
  const words: string[] = [];
  let at = head.next;
  while (words.length < count) {
    const size = lineAt(bytes, at);
    if (!size) return null;
    const length = numberAfter('$', size.text);
    const end = size.next + length;
    if (bytes.length < end + 2) return null;
    words.push(bytes.toString('utf8', size.next, end));
    at = end + 2;
  }
  return { words, used: at };
}

function lineAt(bytes: Buffer, from: number): { text: string; next: number } | null {
  const end = bytes.indexOf('\r\n', from);
  return end < 0 ? null : { text: bytes.toString('utf8', from, end), next: end + 2 };
}

function numberAfter(mark: string, line: string): number {
  const digits = line.startsWith(mark) ? line.slice(1) : '';
  if (!/^\d{1,7}$/.test(digits) || Number(digits) > longest)
    throw new Error(`Protocol error: expected '${mark}', got '${line.slice(0, 1)}'`);
  return Number(digits);
}

/** @param version 2 or 3, as agreed with HELLO */
export function encoded(reply: Reply, version: 2 | 3): string {
  switch (reply.kind) {
    case 'simple':
      return `+${reply.text}\r\n`;
    case 'error':
      return `-${reply.text}\r\n`;
    case 'number':
      return `:${reply.value}\r\n`;
    case 'bulk':
      if (reply.text === null) return version === 3 ? '_\r\n' : '$-1\r\n';
      return `$${Buffer.byteLength(reply.text)}\r\n${reply.text}\r\n`;
    case 'list':
      return [
        `*${reply.items.length}\r\n`,
        ...reply.items.map((item) => encoded(item, version)),
      ].join('');
    case 'map': {
      const flat = reply.pairs.flatMap(([name, value]) => [bulk(name), value]);
      const head = version === 3 ? `%${reply.pairs.length}` : `*${flat.length}`;
      return [`${head}\r\n`, ...flat.map((item) => encoded(item, version))].join('');
    }
    default:
      return reply satisfies never;
  }
}
