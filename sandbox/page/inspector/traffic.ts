// The exchanges between Slack and the bot, fetched as they happen.
import { useEffect, useState } from 'react';
import type { TrafficEntry } from '../../slack/protocol.js';
import { getJson } from '../api/http.js';

const every = 1_000;
const kept = 2_000;

export function useTraffic(): TrafficEntry[] {
  const [entries, setEntries] = useState<TrafficEntry[]>([]);
  useEffect(() => {
    let last = 0;
    let isRunning = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async (): Promise<void> => {
      try {
        const { entries: fresh } = await getJson<{ entries: TrafficEntry[] }>(
          `client/traffic?after=${last}`,
        );
        if (!isRunning) return;
        last = fresh.at(-1)?.n ?? last;
        if (fresh.length > 0) setEntries((before) => [...before, ...fresh].slice(-kept));
      } catch {
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
  }, []);
  return entries;
}

export function matches(entry: TrafficEntry, filter: string, direction: string): boolean {
  if (direction !== 'all' && entry.direction !== direction) return false;
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const content = [
    entry.name,
    entry.status,
    entry.error ?? '',
    JSON.stringify(entry.request),
    JSON.stringify(entry.response),
  ]
    .join(' ')
    .toLowerCase();
  return words.every((word) => content.includes(word));
}
