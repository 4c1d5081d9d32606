// Patterns that people write into ppm.config.yaml and that senders' texts are held against. A pattern like (a+)+ needs longer
// than anybody waits for the wrong text, so that one is counted before it is used.

/** Characters of a text that are looked at. */
const longestText = 200;
const longestPattern = 200;
/** Steps through a text of 200 characters: two open-ended repetitions anywhere in it. About a quarter of a second. */
const mostSteps = 2e7;

export type Pattern =
  { ok: true; matches: (text: string) => boolean } | { ok: false; problem: string };

/** @param source a regular expression without its slashes; it may fit anywhere in the text */
export function patternOf(source: string): Pattern {
  if (source.length > longestPattern)
    return { ok: false, problem: `is longer than ${longestPattern} characters` };
  if (compiled(source) === null) return { ok: false, problem: 'is no regular expression' };
  // Whatever stands before or after the rest changes nothing but the time it takes.
  const rest = source.replace(/^(?:\.\*)+(?![?+*{])/, '').replace(/(?<!\\)(?:\.\*)+$/, '');
  const pattern = compiled(rest);
  if (pattern === null || stepsThrough(rest) > mostSteps)
    return {
      ok: false,
      problem:
        'could take for ever: repeat no group that has choices or repetitions in it, and nothing else more than twice',
    };
  return { ok: true, matches: (text) => pattern.test(text.slice(0, longestText)) };
}

function compiled(source: string): RegExp | null {
  try {
    return new RegExp(source, 'u');
  } catch {
    return null;
  }
}

/** How many steps at most a valid pattern takes through a text of 200 characters: from each start, the ways to go on. */
function stepsThrough(source: string): number {
  let at = 0;
  const [whole, choices] = alternatives();
  const starts = source.startsWith('^') && choices === 1 ? 1 : longestText;
  return starts * whole;

  function alternatives(): [ways: number, branches: number] {
    let sum = sequence();
    let branches = 1;
    while (source[at] === '|') {
      at += 1;
      branches += 1;
      sum += sequence();
    }
    return [sum, branches];
  }

  function sequence(): number {
    let ways = 1;
    while (at < source.length && source[at] !== '|' && source[at] !== ')') ways *= repeated(atom());
    return ways;
  }

  function atom(): number {
    if (skip(/\((?:\?(?:[:=!]|<[=!]|<[^>]*>))?/y)) {
      const [ways] = alternatives();
      at += 1;
      return ways;
    }
    // A reference back to what a group held can't be counted.
    if (skip(/\\(?:[1-9]|k)/y)) return Infinity;
    skip(/\[(?:[^\]\\]|\\[^])*\]|\\[pPu]\{[^}]*\}|\\[^]|[^]/uy);
    return 1;
  }

  function repeated(ways: number): number {
    const [, sign, from, comma, to] = skip(/([*+?])\??|\{(\d+)(,?)(\d*)\}\??/y) ?? [];
    if (sign === undefined && from === undefined) return ways;
    if (sign === '?') return ways + 1;
    const isOpen = sign !== undefined || (comma === ',' && to === '');
    if (isOpen) return ways > 1 ? Infinity : longestText;
    const most = Number(comma === ',' ? to : from);
    return (most - Number(from) + 1) * ways ** most;
  }

  function skip(part: RegExp): RegExpExecArray | null {
    part.lastIndex = at;
    const found = part.exec(source);
    if (found) at = part.lastIndex;
    return found;
  }
}
