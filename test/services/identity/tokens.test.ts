// Terminal tokens: one per person at a time, kept as a hash, gone when the person's terminal name is.
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '../../../src/core/actor.js';
import type { Tokens } from '../../../src/services/identity/identity.js';
import { createTokens } from '../../../src/services/identity/tokens.js';
import { redact } from '../../../src/services/redact.js';
import { openSqlite } from '../../../src/services/store/sqlite.js';

const mira: Actor = { person: 'mira', slack: 'U01', via: 'slack' };
const jon: Actor = { person: 'jon', slack: 'U02', via: 'slack' };

describe('terminal tokens', () => {
  let where = '';
  let named: Set<string>;
  let tokens: Tokens;

  beforeEach(async () => {
    where = await mkdtemp(join(tmpdir(), 'ppm-tokens-'));
    named = new Set(['mira', 'jon']);
    tokens = book();
  });
  afterEach(() => rm(where, { recursive: true, force: true }));

  function book(): Tokens {
    return createTokens({
      store: openSqlite(where),
      terminalNameOf: ({ person }) => (named.has(person) ? `t-${person}` : null),
      now: () => 5,
    });
  }

  it('know their person, at a terminal', async () => {
    const [ofMira, ofJon] = [await tokens.issue(mira), await tokens.issue(jon)];
    expect(await tokens.personOf(ofMira)).toStrictEqual({ ...mira, via: 'terminal' });
    expect(await tokens.personOf(ofJon)).toStrictEqual({ ...jon, via: 'terminal' });
  });

  it('are 256 random bits that redaction knows', async () => {
    const token = await tokens.issue(mira);
    expect(token).toMatch(/^ppm_[\w-]{43}$/);
    expect(Buffer.from(token.slice(4), 'base64url')).toHaveLength(32);
    expect(await tokens.issue(mira)).not.toBe(token);
    expect(redact(`PPM_TOKEN=${token}`)).toBe('PPM_TOKEN=[ppm token removed]');
  });

  it('are listed by whose they are and since when, never by what they are', async () => {
    const token = await tokens.issue(mira);
    await tokens.issue(jon);
    named.delete('jon');
    expect(await tokens.list()).toEqual([{ person: 'mira', issuedAt: 5 }]);
    expect(JSON.stringify(await tokens.list())).not.toContain(token);
  });

  it('replace the earlier one', async () => {
    const earlier = await tokens.issue(mira);
    const later = await tokens.issue(mira);
    expect(await tokens.personOf(earlier)).toBeNull();
    expect((await tokens.personOf(later))?.person).toBe('mira');
  });

  it('leave exactly one that works when several are issued at once by two processes', async () => {
    const other = book();
    const issued = await Promise.all(
      Array.from({ length: 12 }, (_, n) => (n % 2 ? tokens : other).issue(mira)),
    );
    const people = await Promise.all(issued.map((token) => tokens.personOf(token)));
    expect(people.filter((person) => person !== null)).toHaveLength(1);
  });

  it('work when they were issued last, although another was issued in between', async () => {
    const store = openSqlite(where);
    let between = '';
    const slow = createTokens({
      store: {
        ...store,
        async get(collection, id) {
          const found = await store.get(collection, id);
          if (between === '') between = await tokens.issue(mira);
          return found;
        },
      },
      terminalNameOf: () => 'm',
      now: () => 5,
    });
    const token = await slow.issue(mira);
    expect((await slow.personOf(token))?.person).toBe('mira');
    expect(await slow.personOf(between)).toBeNull();
  });

  it('end when they are revoked', async () => {
    const token = await tokens.issue(mira);
    expect(await tokens.revoke(jon)).toBe(false);
    expect(await tokens.revoke({ ...mira, via: 'terminal' })).toBe(true);
    expect(await tokens.personOf(token)).toBeNull();
    expect(await tokens.revoke(mira)).toBe(false);
  });

  it('are refused to who has no terminal name, and end with it', async () => {
    const token = await tokens.issue(mira);
    named.delete('mira');
    await expect(tokens.issue(mira)).rejects.toMatchObject({ code: 'not_allowed' });
    expect(await tokens.personOf(token)).toBeNull();
  });

  it.each(['', 'ppm_', 'ppm_guess', 'mira', '\u0000'])('refuse %j', async (guess) => {
    await tokens.issue(mira);
    expect(await tokens.personOf(guess)).toBeNull();
  });

  it('are nowhere on the disk', async () => {
    const token = await tokens.issue(mira);
    const files = await Promise.all(
      (await readdir(where)).map((name) => readFile(join(where, name), 'latin1')),
    );
    expect(files.join('')).toContain('terminal-tokens');
    expect(files.join('')).not.toContain(token.slice(4));
  });
});
