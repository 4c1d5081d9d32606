// A store on a disk with rotations in it, whose bot can be restarted with another secret.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { upkeepSchema } from '../../../src/config/upkeep-schema.js';
import type { Actor } from '../../../src/core/actor.js';
import type { AuditFact } from '../../../src/services/audit/entry.js';
import {
  createRotations,
  type RotationsOptions,
} from '../../../src/services/rotation/create-rotations.js';
import type { Rotations } from '../../../src/services/rotation/rotations.js';
import { openSqlite } from '../../../src/services/store/sqlite.js';

export const ana: Actor = { person: 'ana', slack: 'U1', via: 'slack' };
export const ben: Actor = { person: 'ben', slack: 'U2', via: 'slack' };
export const day = 86_400_000;
export const start = Date.parse('2026-11-10T12:00:00Z');

export interface Site {
  where: string;
  clock: { at: number };
  /** Settings of the running bot. */
  settings: Record<string, string>;
  facts: Map<string, AuditFact>;
  rotations: Rotations;
  /** Another process on the same store. */
  another(given?: Partial<RotationsOptions>): Rotations;
  close(): Promise<void>;
}

export async function openSite(given: Partial<RotationsOptions> = {}): Promise<Site> {
  const where = await mkdtemp(join(tmpdir(), 'ppm-rotations-'));
  const clock = { at: start };
  const settings: Record<string, string> = {};
  const facts = new Map<string, AuditFact>();
  const another = (more: Partial<RotationsOptions> = {}): Rotations =>
    createRotations({
      store: openSqlite(where),
      credentials: {},
      rotateAfterDays: 90,
      settingOf: (name) => settings[name],
      checks: {},
      lastUsedOf: async () => null,
      audit: {
        append: async (fact) => {
          if (!facts.has(fact.key)) facts.set(fact.key, fact);
        },
      },
      now: () => clock.at,
      ...given,
      ...more,
    });
  return {
    where,
    clock,
    settings,
    facts,
    rotations: another(),
    another,
    close: () => rm(where, { recursive: true, force: true }),
  };
}

export function configured(credentials: Record<string, object>) {
  return upkeepSchema.parse({ credentials }).credentials;
}
