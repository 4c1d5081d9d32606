// When a credential was last used: written at most once an hour, by whichever replica.
import { describe, expect, test } from 'vitest';
import { createCredentialUses, credentialUses } from '../../../src/services/rotation/uses.js';
import { memoryStore } from '../../support/memory-store.js';

const hour = 3_600_000;

describe('uses of a credential', () => {
  test('are known to the hour, and cost one write an hour', async () => {
    let writes = 0;
    const store = memoryStore(() => (writes += 1));
    const clock = { at: 5 * hour };
    const uses = createCredentialUses({ store, now: () => clock.at });
    expect(await uses.lastOf('notion')).toBeNull();
    for (let minute = 0; minute < 60; minute += 1) {
      await uses.note('notion');
      clock.at += 60_000;
    }
    // Each write is seen before and after.
    expect(writes).toBe(2);
    expect(await uses.lastOf('notion')).toBe(5 * hour);
    await uses.note('notion');
    expect(await uses.lastOf('notion')).toBe(6 * hour);
    expect(await uses.lastOf('databricks')).toBeNull();
  });

  test('of a replica whose clock is behind do not take it back', async () => {
    const store = memoryStore();
    await store.insert(credentialUses, 'notion', { at: 9 * hour });
    await createCredentialUses({ store, now: () => 8 * hour }).note('notion');
    expect((await store.get(credentialUses, 'notion'))?.doc.at).toBe(9 * hour);
  });
});
