// What the tests of backups share: the files, the database, the service that writes to it, and a backup that was made.
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { z } from 'zod';
import type { ClientMessage } from '../../sandbox/slack/protocol.js';
import { until } from '../../sandbox/until.js';
import { commandLines } from './processes.js';
import { approves, plans, reads, says, type Stage } from './stage.js';

export const database = 'notion_bot';
export const tasks = `${database}.tasks`;
export const system = 'notion-bot-api';

export const folderOf = ({ dataDir }: Stage): string => join(dataDir, 'mongo-backups', database);

const manifestSchema = z.object({
  name: z.string(),
  database: z.string(),
  reason: z.string(),
  label: z.string(),
  sha256: z.string(),
  bytes: z.number(),
  verifiedAt: z.number().nullable(),
  collections: z.array(z.looseObject({ name: z.string(), documents: z.number() })),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** By name, the oldest first. */
export async function manifests(stage: Stage): Promise<Manifest[]> {
  const names = (await readdir(folderOf(stage))).filter((name) => name.endsWith('.json'));
  return Promise.all(
    names
      .toSorted()
      .map(async (name) =>
        manifestSchema.parse(JSON.parse(await readFile(join(folderOf(stage), name), 'utf8'))),
      ),
  );
}

export const archiveOf = (stage: Stage, name: string): string =>
  join(folderOf(stage), `${name}.archive.gz`);

export async function checksum(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
}

/** Ana makes one. */
export async function backedUp(stage: Stage): Promise<Manifest> {
  const card = await plans(stage.ana, '/ppm backup now');
  await says(stage.ana, card, /has succeeded/, 60_000);
  const made = (await manifests(stage)).at(-1);
  if (!made) throw new Error('there is no backup');
  return made;
}

/** Ana asks to restore it, Ben types the name of the database. */
export async function restoring(stage: Stage, name: string): Promise<ClientMessage> {
  const card = await plans(stage.ana, `/ppm backup restore ${name}`);
  await approves(stage.ben, card, database);
  return card;
}

/** A tool works just now. */
export function toolRuns(stage: Stage, tool: 'mongodump' | 'mongorestore'): Promise<string> {
  return until(
    `${tool} runs`,
    async () =>
      (await commandLines()).find(
        (line) =>
          line.includes(`${tool}.mjs`) &&
          line.includes(stage.dataDir) &&
          line.includes('--archive'),
      ),
    30_000,
  );
}

/** Every record, in an order of its own. */
export function records({ mongo }: Stage): unknown[] {
  return mongo
    .documents(tasks)
    .map((one) => JSON.parse(JSON.stringify(one)))
    .toSorted((a, b) => String(a._id).localeCompare(String(b._id)));
}

/** Something that should not have happened to them. */
export function mishap({ mongo }: Stage): void {
  const [first, second] = mongo.documents(tasks);
  mongo.update(tasks, first?.['_id'], null);
  mongo.update(tasks, second?.['_id'], { title: 'Overwritten by a bad script' });
}

/** The service runs, and nobody's syncs are paused. */
export async function writersAreBack(stage: Stage): Promise<void> {
  expect(stage.systems.supervisor.states[system]?.state).toBe('running');
  expect(await reads(stage, stage.ana, `/ppm sync status ${system}`)).not.toMatch(/paused/i);
}
