import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../../src/config/config-file.js';
import { systemActor } from '../../../src/core/actor.js';
import { createDirectory } from '../../../src/services/identity/directory.js';
import { userGroups } from '../../../sandbox/company.js';

const { config } = loadConfig('sandbox/ppm.config.yaml');

const directory = createDirectory({
  config,
  groupMembers: async (id) => userGroups.find((group) => group.id === id)?.users ?? [],
});
const withoutSlack = createDirectory({
  config,
  groupMembers: () => Promise.reject(new Error('Slack is down')),
});

describe('a person', () => {
  it('is known by name, or by their Slack id', () => {
    expect(directory.fromSlack('U01ANA')).toEqual({ person: 'ana', slack: 'U01ANA', via: 'slack' });
    expect(directory.fromSlack('U9')).toEqual({ person: 'slack:U9', slack: 'U9', via: 'slack' });
  });

  it('is the same one at a terminal', () => {
    const ana = directory.fromSlack('U01ANA');
    expect(directory.atTerminal(ana)).toEqual({ ...ana, via: 'terminal' });
  });
});

describe('roles', () => {
  it.each([
    ['U01ANA', ['oncall']],
    ['U02BEN', ['oncall', 'approver']],
    ['U03CHLOE', ['approver', 'manager']],
    ['U04DAVID', ['director', 'admin']],
    ['U05EVE', []],
    ['U9', []],
  ])('%s has %j', async (id, expected) => {
    expect(await directory.rolesOf(directory.fromSlack(id))).toEqual(expected);
  });

  it('do not depend on the door', async () => {
    expect(await directory.rolesOf({ person: 'ben', via: 'terminal' })).toEqual([
      'oncall',
      'approver',
    ]);
  });

  it('the bot itself has none', async () => {
    expect(await directory.rolesOf({ ...systemActor, slack: 'U04DAVID' })).toEqual([]);
  });

  it('are only those given by name while the groups are not known', async () => {
    expect(await withoutSlack.rolesOf(directory.fromSlack('U02BEN'))).toEqual([]);
    expect(await withoutSlack.rolesOf(directory.fromSlack('U03CHLOE'))).toEqual(['manager']);
    expect(await withoutSlack.membersOf(['approver', 'manager'])).toEqual(['U03CHLOE']);
  });
});

describe('who to tell', () => {
  it('is mentioned as configured, once', () => {
    expect(directory.mentionsOf(['director', 'admin', 'approver'])).toEqual([
      'U04DAVID',
      'S02APPROVE',
    ]);
  });

  it('is listed by user, once', async () => {
    expect(await directory.membersOf(['approver', 'manager'])).toEqual(['U02BEN', 'U03CHLOE']);
  });
});
