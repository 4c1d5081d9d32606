// The exchanges between the bot and the services, fetched as they happen.
import { useEffect, useMemo, useState } from 'react';
import type { LoggedCall } from '../../notion/protocol.js';
import type { TrafficEntry } from '../../slack/protocol.js';
import { getJson, HttpError } from '../api/http.js';
import { fromNotion, fromSlack, type Exchange } from './exchange.js';

const every = 1_000;
const kept = 2_000;

/** Oldest first. */
export function useTraffic(): { entries: Exchange[]; hasNotion: boolean } {
  const slack = useEntries(slackAfter);
  const notion = useEntries(notionAfter);
  const entries = useMemo(
    () => [...slack.entries, ...notion.entries].toSorted((a, b) => (a.at < b.at ? -1 : 1)),
    [slack.entries, notion.entries],
  );
  return { entries, hasNotion: !notion.isAbsent };
}

async function slackAfter(last: number): Promise<Exchange[]> {
  const { entries } = await getJson<{ entries: TrafficEntry[] }>(`client/traffic?after=${last}`);
  return entries.map(fromSlack);
}

async function notionAfter(last: number): Promise<Exchange[]> {
  const calls = await getJson<LoggedCall[]>(`notion/calls?after=${last}`);
  return calls.map(fromNotion);
}

/** @param after asks for the entries above a number */
function useEntries(after: (last: number) => Promise<Exchange[]>): {
  entries: Exchange[];
  isAbsent: boolean;
} {
  const [entries, setEntries] = useState<Exchange[]>([]);
  const [isAbsent, setAbsent] = useState(false);
  useEffect(() => {
    let last = 0;
    let isRunning = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async (): Promise<void> => {
      try {
        const fresh = await after(last);
        if (!isRunning) return;
        last = fresh.at(-1)?.n ?? last;
        if (fresh.length > 0) setEntries((before) => [...before, ...fresh].slice(-kept));
      } catch (error) {
        if (error instanceof HttpError && error.status === 404) return setAbsent(true);
        // The sandbox may be starting anew; the next look will find it.
        last = 0;
      }
      if (isRunning) timer = setTimeout(() => void look(), every);
    };
    void look();
    return () => {
      isRunning = false;
      clearTimeout(timer);
    };
  }, [after]);
  return { entries, isAbsent };
}
