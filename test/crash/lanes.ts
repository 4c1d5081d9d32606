// The lanes of a test: how many companies live side by side, and a line about what was lived.
import { openLane, type Lane, type LaneOptions, type Lived } from './lives.js';
import type { Story } from './stories/story.js';

/** What waits for a lease or for Slack's limits leaves the processor to others: more lanes than cores. PPM_CRASH_LANES changes it. */
const usual = 4;

export function openLanes(options: LaneOptions, count?: number): Lane[] {
  const wanted = count ?? Number(process.env['PPM_CRASH_LANES'] ?? usual);
  return Array.from({ length: wanted }, () => openLane(options));
}

export async function closeAll(lanes: readonly Lane[]): Promise<void> {
  await Promise.all(lanes.map((lane) => lane.close()));
}

/** Tells whoever reads the output how much was shown. */
export function tell({ name }: Story, { points, unmet, seconds }: Lived): void {
  process.stdout.write(`${name}: ${points} points, ${unmet} unmet, ${Math.round(seconds)} s\n`);
}
