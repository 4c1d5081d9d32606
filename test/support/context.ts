// A context in which nothing answers: a test gives the services that its operation may use, and any other call fails.
import type { Context } from '../../src/services/context.js';

export const unused = (): never => {
  throw new Error('this operation has no business there');
};

export function contextWith(given: Partial<Context> = {}): Context {
  return {
    actor: { person: 'ana', via: 'slack' },
    requestId: 'request',
    now: () => 0,
    signal: new AbortController().signal,
    operations: [],
    runs: {
      get: unused,
      active: unused,
      recent: unused,
      request: unused,
      approve: unused,
      deny: unused,
      cancel: unused,
      undo: unused,
    },
    audit: { append: unused, query: unused, verify: unused, all: unused },
    directory: {
      fromSlack: unused,
      atTerminal: unused,
      rolesOf: unused,
      mentionsOf: unused,
      membersOf: unused,
    },
    tokens: { issue: unused, revoke: unused, personOf: unused },
    tables: {
      list: unused,
      detail: unused,
      history: unused,
      count: unused,
      rows: unused,
      difference: unused,
      restore: unused,
      currentUser: unused,
      statementTimeout: 0,
    },
    overview: { settings: [], environments: {}, defaultCatalog: 'main', health: unused },
    ...given,
  };
}
