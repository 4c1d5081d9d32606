// How the reading of a database is divided: spans of creation time, each read in ascending order by one cursor. A cursor
// without work takes the later half of the span with the most left. Creation times never change, so an edit can't move a
// page from one span to another, or past a cursor. Pure: what is read and when is scan.ts's.

/** Creation times, epoch milliseconds; `to` is exclusive, null: no end. */
export interface Span {
  from: number;
  to: number | null;
}

/** A span that is being read. */
export interface Segment {
  /** Everything created before this has been read. */
  at: number;
  to: number | null;
  /** Everything created before this has been read and handed on for committing. */
  handedOn: number;
  /** Where the pages begin, for the density; null before the first page. */
  begin: number | null;
  rows: number;
  finished: boolean;
  /** Pages read and not handed on as complete yet: creation time by id. */
  seen: Map<string, number>;
}

const minute = 60_000;
/** Less than this isn't worth another cursor: three calls. */
const worthSharing = 300;

export function segmentOf({ from, to }: Span): Segment {
  return {
    at: from,
    to,
    handedOn: from,
    begin: null,
    rows: 0,
    finished: false,
    seen: new Map(),
  };
}

/** Rows that are left in a segment, by its density so far. @param newest creation time of the newest page */
export function rowsLeft(segment: Segment, newest: number): number {
  if (segment.finished || segment.begin === null) return 0;
  const end = Math.min(segment.to ?? newest + minute, newest + minute);
  const read = Math.max(segment.at - segment.begin, minute);
  return (segment.rows / read) * Math.max(0, end - segment.at);
}

/** Takes the later half of the segment with the most left; null when no half is worth a cursor. */
export function share(segments: readonly Segment[], newest: number): Segment | null {
  const [largest] = segments
    .map((segment) => ({ segment, left: rowsLeft(segment, newest) }))
    .filter(({ left }) => left > worthSharing)
    .toSorted((a, b) => b.left - a.left);
  if (!largest) return null;
  const { segment } = largest;
  const end = Math.min(segment.to ?? newest + minute, newest + minute);
  const middle = Math.floor((segment.at + end) / 2 / minute) * minute;
  if (middle <= segment.at || middle >= end) return null;
  const half = segmentOf({ from: middle, to: segment.to });
  segment.to = middle;
  return half;
}

export interface HandedOn {
  /** Spans that are complete and were not handed on before. */
  complete: Span[];
  /** Ids of the pages created in them. */
  seen: Set<string>;
  /** What is still to be read. */
  remaining: Span[];
}

/** What has been read since the last time, at this moment. */
export function handOn(segments: readonly Segment[]): HandedOn {
  const complete: Span[] = [];
  const seen = new Set<string>();
  const remaining: Span[] = [];
  for (const segment of segments) {
    const to = segment.finished ? segment.to : segment.at;
    if (to === null || to > segment.handedOn) complete.push({ from: segment.handedOn, to });
    if (!segment.finished) remaining.push({ from: segment.at, to: segment.to });
    for (const [id, created] of segment.seen) {
      // The last minute may be half read: it counts next time.
      if (to !== null && created >= to) continue;
      seen.add(id);
      segment.seen.delete(id);
    }
    segment.handedOn = to ?? Number.MAX_SAFE_INTEGER;
  }
  return { complete, seen, remaining };
}
