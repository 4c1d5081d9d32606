// Every failure switch, thrown and taken back: what the sockets of the pretend company say each time.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCompany, type PretendCompany } from '../../../sandbox/pretend-company.js';
import { failureSwitches } from '../../../sandbox/systems/switches.js';
import { loadConfig } from '../../../src/config/config-file.js';
import { casesAt, type Case } from './cases.js';

let company: PretendCompany;

beforeAll(async () => {
  company = await openCompany({
    notion: { requestsPerMinute: 0 },
    github: { paceMs: 100, listDelayMs: 0 },
  });
});
afterAll(() => company.close());

const cases = casesAt(() => company);
async function seen(look: Case[1]): Promise<{ value: unknown }> {
  return { value: await look() };
}
const matching = (expected: unknown): unknown =>
  expected instanceof RegExp ? expect.stringMatching(expected) : expected;

describe('a failure switch', () => {
  it('is there for every failure of the list, once, and is tried here', () => {
    const ids = failureSwitches.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.toSorted()).toEqual(cases.map(([id]) => id).toSorted());
  });

  it('belongs to a system of the configuration, and to a section of its runbook', async () => {
    const { config } = loadConfig('sandbox/ppm.config.yaml');
    for (const { system, runbook } of failureSwitches) {
      expect(Object.keys(config.systems)).toContain(system);
      expect(runbook).toMatch(
        /^(finance-ppm|oberaconnect|wittwizz|notion-bot-api|orchestra)#[a-z0-9-]+$/,
      );
    }
  });

  it('shows what is wrong from the start', async () => {
    const states = await company.switches.list();
    expect(states.filter(({ isOn }) => isOn).map(({ id }) => id)).toEqual([
      'schema-changed',
      'duplicates',
      'stale-data',
      'task-not-synced',
    ]);
  });

  it.each(cases)(
    '%s changes what the sockets say, and puts it right',
    async (id, look, thrown, healed) => {
      await company.switches.allOff();
      expect(await seen(look)).toMatchObject({ value: matching(healed) });
      await company.switches.set(id, true);
      expect(await seen(look)).toMatchObject({ value: matching(thrown) });
      expect(
        (await company.switches.list()).filter(({ isOn }) => isOn).map((one) => one.id),
      ).toEqual([id]);
      await company.switches.set(id, false);
      expect(await seen(look)).toMatchObject({ value: matching(healed) });
    },
  );

  it('that is none is refused', async () => {
    await expect(company.switches.set('no-such', true)).rejects.toThrow(
      'no failure switch no-such',
    );
  });
});
