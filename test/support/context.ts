// A context in which nothing answers: a test gives the services that its operation may use, and any other call fails.
import { incidentsSchema } from '../../src/config/incidents-schema.js';
import type { Notion } from '../../src/services/notion/notion.js';
import type { Context } from '../../src/services/context.js';

export const unused = (): never => {
  throw new Error('this operation has no business there');
};

/** A Notion that nobody may ask. */
export const unusedNotion: Notion = {
  me: unused,
  dataSource: unused,
  query: unused,
  page: unused,
  property: unused,
  createPage: unused,
  updatePage: unused,
  setTrash: unused,
  updateSchema: unused,
  createDatabaseBeside: unused,
  searchDataSources: unused,
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
      breakGlass: unused,
      deny: unused,
      cancel: unused,
      undo: unused,
      giveUp: unused,
      holderOf: unused,
    },
    audit: { append: unused, query: unused, verify: unused, all: unused },
    directory: {
      fromSlack: unused,
      named: unused,
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
    systems: {},
    notion: {
      people: unusedNotion,
      background: unusedNotion,
      budget: () => ({ perMinute: 180, left: 180, closedUntil: null }),
      configured: true,
    },
    bronze: {
      prepare: unused,
      openBatch: unused,
      watermarks: unused,
      setWatermark: unused,
      resetWatermarks: unused,
      hashes: unused,
      livePages: unused,
      markDeleted: unused,
      count: unused,
      names: {
        pages: 'main.bronze.notion_raw_pages',
        watermarks: 'main.bronze.notion_sync_watermarks',
      },
    },
    syncState: {
      lastSyncs: unused,
      failedPages: unused,
      pauses: unused,
      pauseOf: unused,
      pause: unused,
      resume: unused,
      sawEnd: unused,
      sawFailure: unused,
      sawSuccess: unused,
    },
    notionSync: { database: unused, pages: unused },
    commands: { run: unused, call: unused },
    taskRecords: { find: unused, close: unused },
    notionBackups: { write: unused, list: unused, read: unused },
    notionWebhook: { state: unused, forget: unused },
    recreations: {
      begin: unused,
      made: unused,
      latestOf: unused,
      intend: unused,
      copied: unused,
      copies: unused,
    },
    alerts: {
      list: unused,
      get: unused,
      alertsOf: unused,
      acknowledge: unused,
      tie: unused,
      storm: unused,
      silences: unused,
      silence: unused,
      endSilence: unused,
    },
    incidents: { open: unused, get: unused, list: unused, change: unused },
    oncall: {
      timeZone: 'UTC',
      at: unused,
      next: unused,
      overrides: unused,
      override: unused,
      endOverride: unused,
      peopleFor: unused,
    },
    maintenance: {
      list: unused,
      activeFor: unused,
      plan: unused,
      end: unused,
      held: unused,
    },
    incidentRules: incidentsSchema.parse({}),
    ...given,
  };
}
