// What may be changed while the bot runs, within bounds, and goes back by itself. (Runbook 2 scenarios 3, 7, 8; runbook 4
// "Temporary mitigations")

export const tunableNames = [
  'notion.requests-per-minute',
  'notion.reserved-for-people',
  'notion.cursors',
  'sync.batch-delay',
  'cache.ttl',
  'alerts.storm-groups-per-minute',
] as const;
export type TunableName = (typeof tunableNames)[number];

export interface Tunable {
  name: TunableName;
  title: string;
  unit: string;
  /** What ppm.config.yaml says. */
  standard: number;
  value: number;
  min: number;
  max: number;
  /** Null where it stands as configured. */
  changed: { by: string; at: number; until: number | null; reason: string } | null;
}

export interface Tunables {
  /** As it is now, from memory: fresh within seconds on every replica. */
  get(name: TunableName): number;
  list(): Promise<Tunable[]>;
  /**
   * Harmless to repeat. @param given.until epoch milliseconds; null: until it is changed again
   * @throws Problem invalid_input (field `value`) outside the bounds
   */
  set(
    name: TunableName,
    given: { value: number; by: string; until: number | null; reason: string },
  ): Promise<void>;
  /** Back to what is configured. */
  reset(name: TunableName): Promise<void>;
}
