// The lanes of a test: how many companies live side by side, and what speaks against what was lived.
import { openLane, type Lane, type LaneOptions, type Lived } from './lives.js';
import type { Story } from './stories/story.js';

/** What waits for a lease or for Slack's limits leaves the processor to others: more lanes than cores. */
const usual = 4;

/** Of fewer points (PPM_CRASH_EVERY) it says nothing that most of them were not met. */
const enough = 10;

/** @param count what suits the test; PPM_CRASH_LANES, what suits the machine, goes before it */
export function openLanes(options: LaneOptions, count = usual): Lane[] {
  const wanted = Number(process.env['PPM_CRASH_LANES'] ?? count);
  return Array.from({ length: wanted }, () => openLane(options));
}

export async function closeAll(lanes: readonly Lane[]): Promise<void> {
  await Promise.all(lanes.map((lane) => lane.close()));
}

/** Faults, and that too little was tried. Tells whoever reads the output how much was. */
export function doubts({ name }: Story, lived: Lived): string[] {
  const { offered, points, unmet, faults, seconds } = lived;
  process.stdout.write(`${name}: ${points} points, ${unmet} unmet, ${Math.round(seconds)} s\n`);
  // A recorder that sees nothing, or a gate that does nothing to anybody, would prove nothing.
  if (offered === 0) return [...faults, 'there was no point'];
  return points >= enough && unmet >= points / 2
    ? [...faults, `only ${points - unmet} of ${points} points were met`]
    : faults;
}
