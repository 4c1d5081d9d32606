import { mkdtempSync, rmSync } from 'node:fs';
import { createHmac } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqlite } from '../../../../src/services/store/sqlite.js';
import type { Store } from '../../../../src/services/store/store.js';
import { createWebhookTokens } from '../../../../src/services/notion/webhooks/webhook-tokens.js';

let folder: string;
let store: Store;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ppm-webhook-tokens-'));
  store = openSqlite(folder);
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

const book = (configured?: string) => createWebhookTokens({ store, configured, now: () => 5 });
const body = Buffer.from('{"id":"1"}');
const signedBy = (token: string): string =>
  `sha256=${createHmac('sha256', token).update(body).digest('hex')}`;
const [first, second, set] = [
  'secret_first_token_1',
  'secret_second_token_',
  'secret_that_is_set_',
];

describe('tokens of the webhook', () => {
  it('wait until an event is signed with one; then it is the only one', async () => {
    const tokens = book();
    expect(await tokens.state()).toEqual({ state: 'waiting', offered: [] });
    expect(await tokens.isSigned(body, signedBy(first))).toBe(false);
    expect(await tokens.offer(first)).toBe(true);
    expect(await tokens.offer(second)).toBe(true);
    expect(await tokens.offer(first)).toBe(true);
    expect(await tokens.state()).toEqual({
      state: 'waiting',
      offered: [
        { token: second, at: 5 },
        { token: first, at: 5 },
      ],
    });
    expect(await tokens.isSigned(body, signedBy('somebody-elses-token'))).toBe(false);
    expect(await tokens.isSigned(body, signedBy(first))).toBe(true);
    expect(await tokens.state()).toEqual({ state: 'confirmed', token: first, at: 5 });
    expect(await tokens.isSigned(body, signedBy(second))).toBe(false);
    expect(await tokens.offer(second)).toBe(false);
    expect(await book().isSigned(body, signedBy(first))).toBe(true);
  });

  it('two that are proven at once: one of them counts', async () => {
    const tokens = book();
    await tokens.offer(first);
    await tokens.offer(second);
    const proven = await Promise.all(
      [first, second].map((token) => tokens.isSigned(body, signedBy(token))),
    );
    expect(proven.filter(Boolean)).toHaveLength(1);
  });

  it('are forgotten on demand, and a new handshake is heard', async () => {
    const tokens = book();
    expect(await tokens.forget()).toBe(false);
    await tokens.offer(first);
    await tokens.isSigned(body, signedBy(first));
    expect(await tokens.forget()).toBe(true);
    expect(await tokens.isSigned(body, signedBy(first))).toBe(false);
    expect(await tokens.offer(second)).toBe(true);
  });

  it('the one that is set counts alone, and no handshake is heard', async () => {
    await book().offer(first);
    const tokens = book(set);
    expect(await tokens.state()).toEqual({ state: 'set' });
    expect(await tokens.offer(second)).toBe(false);
    expect(await tokens.isSigned(body, signedBy(set))).toBe(true);
    expect(await tokens.isSigned(body, signedBy(first))).toBe(false);
  });

  it('a flood of handshakes is not kept', async () => {
    const tokens = book();
    for (let n = 0; n < 50; n += 1)
      await tokens.offer(`secret_flood_${String(n).padStart(4, '0')}`);
    const state = await tokens.state();
    expect(state.state === 'waiting' && state.offered).toHaveLength(20);
  });

  it.each([
    ['', 'nothing'],
    ['sha256=', 'no digest'],
    [signedBy(set).slice(7), 'no name of the algorithm'],
    [signedBy(set).replace('sha256', 'sha1'), 'another algorithm'],
    [`${signedBy(set)}00`, 'a longer digest'],
    [signedBy(set).slice(0, -1), 'a shorter digest'],
    [`sha256=${'é'.repeat(64)}`, 'no hexadecimal'],
  ])('a signature of %j is refused: %s', async (signature) => {
    expect(await book(set).isSigned(body, signature)).toBe(false);
  });
});
