// Whom somebody means by what they typed or chose.
import { expect, it } from 'vitest';
import { createDirectory } from '../../../src/services/identity/directory.js';
import { whoIs } from '../../../src/services/incidents/who-is.js';
import { ana } from './samples.js';

const directory = createDirectory({
  config: {
    people: [
      { name: 'ana', slack: 'U01ABCDEF' },
      { name: 'ben', slack: 'U02ABCDEF', terminal: 'benjamin' },
    ],
    roles: { oncall: [], approver: [], manager: [], director: [], admin: [] },
  },
  groupMembers: async () => [],
});

it.each([
  ['ben', 'ben', 'U02ABCDEF'],
  ['@Ben ', 'ben', 'U02ABCDEF'],
  ['benjamin', 'ben', 'U02ABCDEF'],
  ['U02ABCDEF', 'ben', 'U02ABCDEF'],
  ['@U02ABCDEF', 'ben', 'U02ABCDEF'],
  ['<@U02ABCDEF|ben>', 'ben', 'U02ABCDEF'],
  ['<@U09UNKNOWN>', 'slack:U09UNKNOWN', 'U09UNKNOWN'],
  ['Me', 'ana', 'U01ABCDEF'],
])('%j', (text, person, slack) => {
  expect(whoIs(directory, { text, asking: ana })).toMatchObject({ person, slack });
});

it.each(['zoe', '', '@', '<!channel>', 'U1'])('%j is nobody', (text) => {
  expect(() => whoIs(directory, { text, asking: ana })).toThrow(
    expect.objectContaining({ code: 'invalid_input', field: 'who' }),
  );
});
