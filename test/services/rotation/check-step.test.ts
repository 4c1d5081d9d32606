// What has to be true before a step counts: the setting of the running bot, and what the outside answers.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Problem } from '../../../src/core/problem.js';
import type { CredentialCheck } from '../../../src/services/rotation/check-step.js';
import type { RotationStep } from '../../../src/services/rotation/rotations.js';
import { ana, configured, openSite, type Site } from './site.js';

const oldSecret = `ntn_${'a1B2'.repeat(10)}`;
const newSecret = `ntn_${'z9Y8'.repeat(10)}`;

let site: Site;
let check: CredentialCheck;
beforeEach(async () => {
  check = async () => 'PPM integration';
  site = await openSite({ checks: { notion: (signal) => check(signal) } });
  site.settings['NOTION_API_KEY'] = oldSecret;
  await site.rotations.begin('notion', ana, 'r1');
});
afterEach(() => site.close());

const { signal } = new AbortController();
const finish = (step: RotationStep, note = '', rotations = site.rotations) =>
  rotations.finish('notion', step, ana, { note, signal });
const lastOf = (rotation: { done: readonly { evidence: string }[] }) =>
  rotation.done.at(-1)?.evidence;

async function until(last: RotationStep): Promise<void> {
  for (const step of ['make', 'store', 'redeploy', 'verify', 'revoke'] as const) {
    if (step === 'redeploy') site.settings['NOTION_API_KEY'] = newSecret;
    await finish(step, step === 'make' ? 'Expires 2027-02-01' : '');
    if (step === last) return;
  }
}

describe('make', () => {
  test('wants to know until when it is good', async () => {
    await expect(finish('make', '  ')).rejects.toMatchObject({
      code: 'invalid_input',
      field: 'note',
    });
  });

  test.each([
    ['of a known family', newSecret],
    ['that the bot runs with', `it is ${oldSecret}!`],
  ])('refuses a note with a secret %s, and does not repeat it', async (_what, note) => {
    const refusal = await finish('make', note).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'invalid_input', field: 'note' });
    expect(String(refusal)).not.toContain('ntn_');
    expect((await site.rotations.openOf('notion'))?.done).toEqual([]);
  });
});

test('a note with a secret of no known shape that the bot runs with is refused', async () => {
  site.settings['NOTION_API_KEY'] = 'plain-words-only';
  await expect(finish('make', 'now plain-words-only')).rejects.toMatchObject({
    code: 'invalid_input',
    field: 'note',
  });
});

describe('an earlier step that is missing', () => {
  test('is told before anything is checked', async () => {
    await until('make');
    for (const step of ['redeploy', 'verify', 'revoke'] as const)
      await expect(finish(step)).rejects.toMatchObject({ code: 'not_possible' });
  });
});

describe('redeploy', () => {
  test('is refused while the bot runs with the old secret, and counts with another', async () => {
    await until('store');
    await expect(finish('redeploy')).rejects.toMatchObject({
      code: 'verification_failed',
      message: 'The bot still runs with the old NOTION_API_KEY.',
    });
    site.settings['NOTION_API_KEY'] = newSecret;
    expect(lastOf(await finish('redeploy', '', site.another()))).toMatch(
      /^The bot runs with another NOTION_API_KEY than before \([0-9a-f]{12}\)\.$/,
    );
  });

  test('is refused when the setting is gone', async () => {
    await until('store');
    delete site.settings['NOTION_API_KEY'];
    await expect(finish('redeploy')).rejects.toMatchObject({
      code: 'verification_failed',
      message: 'NOTION_API_KEY is no longer set for the bot.',
    });
  });

  test('rests on a word where the bot does not run with the credential', async () => {
    const rotations = site.another({
      credentials: configured({ azure: { title: 'Azure', kind: 'azure' } }),
    });
    await rotations.begin('azure', ana, 'r2');
    const said = { note: 'All notebooks', signal };
    for (const step of ['make', 'store', 'redeploy', 'verify', 'revoke'] as const)
      expect(lastOf(await rotations.finish('azure', step, ana, said))).toBe('All notebooks');
  });
});

describe('verify', () => {
  test('counts with the answer of the outside', async () => {
    await until('redeploy');
    expect(lastOf(await finish('verify'))).toBe('It works: PPM integration');
  });

  test('is refused with what the outside says, and the old one is not to be revoked', async () => {
    await until('redeploy');
    check = async () => {
      throw new Problem('outside_refused', 'Notion refuses the token.', 'Copy it again.');
    };
    await expect(finish('verify')).rejects.toMatchObject({
      code: 'verification_failed',
      message: expect.stringContaining('Notion refuses the token.'),
      hint: expect.stringContaining('Do not revoke the old one'),
    });
    expect((await site.rotations.openOf('notion'))?.done).toHaveLength(3);
  });

  test('does not take a replica that still has the old secret for an answer', async () => {
    await until('redeploy');
    site.settings['NOTION_API_KEY'] = oldSecret;
    await expect(finish('verify')).rejects.toMatchObject({ code: 'verification_failed' });
  });

  test('that somebody stopped stays stopped, not failed', async () => {
    await until('redeploy');
    check = async () => {
      throw new Problem('cancelled', 'Stopped.', 'Ask again.');
    };
    await expect(finish('verify')).rejects.toMatchObject({ code: 'cancelled' });
  });

  test.each([
    ['without a setting', {}],
    ['with another setting', { setting: 'NOTION_WEBHOOK_TOKEN' }],
  ])("asks not with the bot's own secret for a second one of the kind %s", async (_what, more) => {
    site.settings['NOTION_WEBHOOK_TOKEN'] = 'first-token-of-all';
    check = async () => {
      throw new Error('asked');
    };
    const rotations = site.another({
      credentials: configured({ second: { title: 'Second', kind: 'notion', ...more } }),
    });
    await rotations.begin('second', ana, 'r2');
    const said = { note: 'Tried it', signal };
    await rotations.finish('second', 'make', ana, said);
    await rotations.finish('second', 'store', ana, said);
    site.settings['NOTION_WEBHOOK_TOKEN'] = 'second-token-of-all';
    await rotations.finish('second', 'redeploy', ana, said);
    expect(lastOf(await rotations.finish('second', 'verify', ana, said))).toBe('Tried it');
  });
});

describe('revoke', () => {
  test('counts when the new one works after it', async () => {
    await until('verify');
    expect(lastOf(await finish('revoke', 'Deleted in Notion.'))).toBe(
      'Deleted in Notion. The new one still works: PPM integration',
    );
  });

  test('of the wrong one shows, and the rotation stays open', async () => {
    await until('verify');
    check = async () => {
      throw new Problem('outside_refused', 'Notion refuses the token.', 'Copy it again.');
    };
    await expect(finish('revoke')).rejects.toMatchObject({
      code: 'verification_failed',
      hint: expect.stringContaining('Check which one was revoked'),
    });
    expect(await site.rotations.openOf('notion')).toMatchObject({ state: 'open' });
  });
});
