// Backups that are damaged, strange or unknown are refused before anything is lost; and where MongoDB's tools are not
// installed, the answer is how to get them.
import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  archiveOf,
  backedUp,
  checksum,
  folderOf,
  mishap,
  records,
  restoring,
  writersAreBack,
} from './backup-stage.js';
import { ownConfig } from './own-config.js';
import { openStage, reads, says, shown, type Stage } from './stage.js';

/** As somebody makes one by hand. */
async function dump({ mongo }: Stage, database: string, path: string): Promise<void> {
  await rm(path, { force: true });
  const words = [`--uri=${mongo.uri}`, `--db=${database}`, `--archive=${path}`, '--gzip'];
  await promisify(execFile)('node', ['sandbox/mongodb/tools/mongodump.mjs', ...words]);
}

describe('a backup that', () => {
  let stage: Stage;
  let name = '';
  let archive = Buffer.alloc(0);
  let manifest = '';
  beforeAll(async () => {
    stage = await openStage({ notion: { requestsPerMinute: 0 } });
    await stage.switches.allOff();
    ({ name } = await backedUp(stage));
    archive = await readFile(archiveOf(stage, name));
    manifest = await readFile(join(folderOf(stage), `${name}.json`), 'utf8');
    mishap(stage);
  }, 60_000);
  afterAll(() => stage?.close());
  afterEach(async () => {
    await writeFile(archiveOf(stage, name), archive);
    await writeFile(join(folderOf(stage), `${name}.json`), manifest);
  });

  /** What the card says; nothing is lost, and the writers are back. */
  async function refusal(): Promise<string> {
    const before = records(stage);
    const card = await restoring(stage, name);
    const failed = await says(stage.ana, card, /has failed/, 60_000);
    expect(records(stage)).toEqual(before);
    await writersAreBack(stage);
    return shown(failed);
  }

  test('was cut short', async () => {
    await truncate(archiveOf(stage, name), Math.floor(archive.length / 2));
    expect(await refusal()).toMatch(/is cut short/);
  }, 120_000);

  test('has another checksum', async () => {
    const changed = Buffer.from(archive);
    changed.writeUInt8(changed.readUInt8(200) ^ 0xff, 200);
    await writeFile(archiveOf(stage, name), changed);
    expect(await refusal()).toMatch(/has another checksum/);
  }, 120_000);

  test('is gone', async () => {
    await rm(archiveOf(stage, name));
    expect(await refusal()).toMatch(/The file of the backup is gone/);
  }, 120_000);

  test('is of a database that nobody configured', async () => {
    const folder = join(stage.dataDir, 'mongo-backups', 'payroll');
    const other = name.replace('notion_bot', 'payroll');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, `${other}.archive.gz`), archive);
    await writeFile(
      join(folder, `${other}.json`),
      manifest.replace(name, other).replace('"database": "notion_bot"', '"database": "payroll"'),
    );
    expect(await reads(stage, stage.ana, `/ppm backup restore ${other}`)).toMatch(
      /payroll.*(no longer|not configured|configured)/,
    );
    await rm(folder, { recursive: true });
  });

  test('holds another database than its manifest says', async () => {
    stage.mongo.insert('payroll.salaries', { _id: 1, person: 'ana' });
    const path = archiveOf(stage, name);
    await dump(stage, 'payroll', path);
    const fields = { sha256: await checksum(path), bytes: (await stat(path)).size };
    await writeFile(
      join(folderOf(stage), `${name}.json`),
      JSON.stringify({ ...JSON.parse(manifest), ...fields }),
    );
    expect(await refusal()).toMatch(/of the database payroll, not of notion_bot/);
  }, 120_000);

  test('nobody knows', async () => {
    const said = await reads(stage, stage.ana, '/ppm backup restore notion_bot-2025-01-01');
    expect(said).toMatch(/There is no backup/);
    expect(said).toContain(name);
    expect(await reads(stage, stage.ana, '/ppm backup now notion_bit')).toMatch(/notion_bot/);
    expect(await reads(stage, stage.ana, '/ppm backup verify nothing')).toContain(name);
  });
});

test('without mongodump it is said how to get it, and nothing else', async () => {
  const config = await ownConfig({
    'backups.mongodump': ['ppm-test-no-mongodump'],
    'backups.mongorestore': ['ppm-test-no-mongorestore'],
  });
  const stage = await openStage({
    notion: { requestsPerMinute: 0 },
    bot: { configPath: config.path },
  });
  try {
    const said = await reads(stage, stage.ana, '/ppm backup now');
    expect(said).toMatch(/ppm-test-no-mongodump is not there/);
    expect(said).toMatch(/Install the MongoDB Database Tools/);
    expect(said).toMatch(/mongodb\.com\/docs\/database-tools/);
  } finally {
    await stage.close();
    await config.remove();
  }
}, 60_000);
