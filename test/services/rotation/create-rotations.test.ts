// Which credentials there are and how old; rotations begun once, taken in order, and given up.
import { execFile } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RotationStep } from '../../../src/services/rotation/rotations.js';
import { openSqlite } from '../../../src/services/store/sqlite.js';
import { memoryStore } from '../../support/memory-store.js';
import { ana, ben, configured, day, openSite, start, type Site } from './site.js';

let site: Site;
beforeEach(async () => {
  site = await openSite();
});
afterEach(() => site.close());

const signal = new AbortController().signal;
const finish = (step: RotationStep, note = '', by = ana, rotations = site.rotations) =>
  rotations.finish('notion', step, by, { note, signal });

async function rotated(): Promise<void> {
  await site.rotations.begin('notion', ana, `r${site.clock.at}`);
  await finish('make', 'No expiry');
  for (const step of ['store', 'redeploy', 'verify', 'revoke'] as const) await finish(step);
}

describe('credentials', () => {
  test('notion and databricks are known without a word, and due: nobody knows their age', async () => {
    expect(await site.rotations.credentials()).toMatchObject([
      { name: 'notion', setting: 'NOTION_API_KEY', madeAt: null, due: true, lastUsedAt: null },
      { name: 'databricks', setting: 'DATABRICKS_TOKEN', madeAt: null, due: true },
    ]);
  });

  test('configured ones follow; a configured notion keeps what it does not say', async () => {
    const rotations = site.another({
      credentials: configured({
        azure: { title: 'Azure principal', kind: 'azure', usedBy: ['the nightly notebooks'] },
        notion: { title: 'Notion', kind: 'notion', principal: 'PPM integration' },
        second: { title: 'Second Notion', kind: 'notion' },
      }),
    });
    expect(await rotations.credentials()).toMatchObject([
      { name: 'notion', principal: 'PPM integration', setting: 'NOTION_API_KEY' },
      { name: 'databricks' },
      { name: 'azure', setting: 'AZURE_CLIENT_SECRET', usedBy: ['the nightly notebooks'] },
      { name: 'second', setting: null, stores: expect.arrayContaining(['GitHub secrets']) },
    ]);
  });

  test('are due past 90 days, to the millisecond', async () => {
    const credentials = configured({
      notion: { title: 'Notion', kind: 'notion', madeOn: '2026-08-12' },
    });
    const due = async () => (await site.another({ credentials }).credentials())[0]?.due;
    site.clock.at = Date.parse('2026-08-12') + 90 * day;
    expect(await due()).toBe(false);
    site.clock.at += 1;
    expect(await due()).toBe(true);
  });

  test('are as old as the secret made in their last finished rotation', async () => {
    await rotated();
    site.clock.at += 89 * day;
    expect((await site.rotations.credentials())[0]).toMatchObject({ madeAt: start, due: false });
    await site.rotations.begin('notion', ana, 'later');
    await finish('make', 'No expiry');
    await site.rotations.cancel('notion', ana, 'Mistake');
    expect((await site.rotations.credentials())[0]?.madeAt).toBe(start);
  });

  test('are as old as the newest of several rotations says', async () => {
    await rotated();
    site.clock.at += 100 * day;
    await rotated();
    expect((await site.rotations.credentials())[0]?.madeAt).toBe(start + 100 * day);
    expect((await site.rotations.list(1))[0]?.startedAt).toBe(start + 100 * day);
  });

  test('say when they were last used', async () => {
    const lastUsedOf = async (name: string) => (name === 'notion' ? 7 : null);
    expect(await site.another({ lastUsedOf }).credentials()).toMatchObject([
      { lastUsedAt: 7 },
      { lastUsedAt: null },
    ]);
  });
});

describe('a rotation', () => {
  test('is begun once, whoever asks and however often', async () => {
    const first = await site.rotations.begin('Notion', ana, 'r1');
    expect(first).toMatchObject({
      id: expect.stringMatching(/^C-[0-9A-Z]{6}$/),
      credential: 'notion',
      startedBy: 'ana',
      startedAt: start,
      done: [],
      state: 'open',
    });
    expect(await site.rotations.begin('notion', ana, 'r1')).toEqual(first);
    expect(await site.rotations.begin('notion', ben, 'r2')).toEqual(first);
    expect(await site.rotations.list(10)).toEqual([first]);
    expect(await site.rotations.openOf('notion')).toEqual(first);
    expect(await site.rotations.openOf('databricks')).toBeNull();
  });

  test('begun by ten processes at the same moment is one', async () => {
    const begun = await Promise.all(
      Array.from({ length: 10 }, (_, at) => site.another().begin('notion', ana, `r${at}`)),
    );
    expect(new Set(begun.map(({ id }) => id)).size).toBe(1);
    expect(await site.rotations.list(10)).toHaveLength(1);
  });

  test('asked for again by the same request stays what it was, after its end too', async () => {
    const { id } = await site.rotations.begin('notion', ana, 'r1');
    await site.rotations.cancel('notion', ana, 'Mistake');
    expect(await site.rotations.begin('notion', ana, 'r1')).toMatchObject({
      id,
      state: 'cancelled',
    });
    expect(await site.rotations.begin('notion', ana, 'r2')).not.toMatchObject({ id });
  });

  test('goes through its steps in order, over days and restarts, and is then done', async () => {
    await site.rotations.begin('notion', ana, 'r1');
    for (const [step, note] of [
      ['make', 'Expires 2027-02-01'],
      ['store', ''],
      ['redeploy', 'All four services'],
      ['verify', ''],
    ] as const) {
      site.clock.at += day;
      expect(await finish(step, note, ben, site.another())).toMatchObject({ state: 'open' });
    }
    site.clock.at += day;
    const done = await finish('revoke', '', ana, site.another());
    expect(done).toMatchObject({
      state: 'done',
      done: [
        { step: 'make', at: start + day, by: 'ben', evidence: 'Expires 2027-02-01' },
        { step: 'store' },
        { step: 'redeploy', evidence: 'All four services' },
        { step: 'verify' },
        { step: 'revoke', at: start + 5 * day, by: 'ana' },
      ],
    });
    expect(await site.rotations.openOf('notion')).toBeNull();
    expect(await finish('revoke')).toEqual(done);
    await expect(finish('verify')).rejects.toMatchObject({ code: 'not_found' });
  });

  test('refuses a step whose earlier one is missing, and names that one', async () => {
    await site.rotations.begin('notion', ana, 'r1');
    await finish('make', 'No expiry');
    await expect(finish('revoke')).rejects.toMatchObject({
      code: 'not_possible',
      message: 'The step store comes before revoke, and is not done.',
      suggestions: [{ operation: 'rotate.step', input: { credential: 'notion', step: 'store' } }],
    });
    expect((await site.rotations.openOf('notion'))?.done).toHaveLength(1);
  });

  test('keeps the first word of a step that is said twice', async () => {
    await site.rotations.begin('notion', ana, 'r1');
    await finish('make', 'Expires 2027-02-01');
    site.clock.at += day;
    expect(await finish('make', 'Expires never', ben)).toMatchObject({
      done: [{ at: start, by: 'ana', evidence: 'Expires 2027-02-01' }],
    });
  });

  test('counts a step once that two people say at the same moment', async () => {
    await site.rotations.begin('notion', ana, 'r1');
    const other = site.another();
    await Promise.all([finish('make', 'a', ana), finish('make', 'b', ben, other)]);
    expect((await site.rotations.openOf('notion'))?.done).toHaveLength(1);
  });

  test('is given up once, as it stands', async () => {
    await site.rotations.begin('notion', ana, 'r1');
    await finish('make', 'No expiry');
    expect(await site.rotations.cancel('notion', ben, 'Not now')).toMatchObject({
      state: 'cancelled',
      done: [{ step: 'make' }],
    });
    for (const late of [() => site.rotations.cancel('notion', ben, 'x'), () => finish('store')])
      await expect(late()).rejects.toMatchObject({ code: 'not_found', field: 'credential' });
  });

  test('of an unknown credential is refused, with those there are', async () => {
    await expect(site.rotations.begin('github', ana, 'r')).rejects.toMatchObject({
      code: 'not_found',
      field: 'credential',
      hint: expect.stringContaining('notion, databricks'),
    });
  });

  test('stands in the audit log, each step once, by whoever did it', async () => {
    const { id } = await site.rotations.begin('notion', ana, 'r1');
    await finish('make', 'No expiry', ben);
    await finish('make', 'No expiry', ana);
    await site.rotations.cancel('notion', ana, 'Mistake');
    expect([...site.facts.values()]).toMatchObject([
      { action: 'rotation.begun', subject: 'notion', actor: ana, detail: id },
      { action: 'rotation.make', actor: ben, detail: `${id}: No expiry` },
      { action: 'rotation.cancelled', actor: ana, detail: `${id}: Mistake` },
    ]);
  });

  test('whose process dies at any of its writes is finished by asking again', async () => {
    for (let deaths = 0; deaths < 8; deaths += 1) {
      let left = deaths;
      const die = () => {
        left -= 1;
        if (left === 0) throw new Error('killed');
      };
      const keys = new Set<string>();
      const append = async ({ key }: { key: string }) => {
        die();
        keys.add(key);
      };
      const rotations = site.another({ store: memoryStore(die), audit: { append } });
      const again = async <Result>(act: () => Promise<Result>): Promise<Result> =>
        act().catch((error: unknown) => {
          if (error instanceof Error && error.message === 'killed') return act();
          throw error;
        });
      await again(() => rotations.begin('notion', ana, 'r1'));
      await again(() => finish('make', 'No expiry', ana, rotations));
      expect(await rotations.list(10)).toMatchObject([{ done: [{ step: 'make' }] }]);
      expect([...keys].map((key) => key.split(':').at(-1))).toEqual(['begun', 'make']);
    }
  });

  test('begun by two real processes at the same moment is one', async () => {
    const script = fileURLToPath(new URL('child.ts', import.meta.url));
    const ids = await Promise.all(
      ['r1', 'r2'].map(async (request) => {
        const args = ['--import', 'tsx', script, site.where, request];
        return (await promisify(execFile)(process.execPath, args)).stdout;
      }),
    );
    expect(ids[0]).toMatch(/^C-/);
    expect(ids[1]).toBe(ids[0]);
    expect(await site.rotations.list(10)).toHaveLength(1);
  });

  test('keeps no secret: only a keyed fingerprint stands in the file', async () => {
    const secret = `ntn_${'a1B2'.repeat(10)}`;
    site.settings['NOTION_API_KEY'] = secret;
    await site.rotations.begin('notion', ana, 'r1');
    await openSqlite(site.where).close();
    for (const name of await readdir(site.where))
      expect((await readFile(`${site.where}/${name}`)).includes(secret)).toBe(false);
    expect(JSON.stringify(await site.rotations.list(10))).not.toContain('before');
  });
});
