// Failures of Notion, as every system meets them.
import { notionDatabases, notionPageId } from '../../company.js';
import type { NotionFaults } from '../../notion/index.js';
import type { Breakable, FailureSwitch } from './parts.js';

const system = 'finance-ppm';
const failures = 'finance-ppm#troubleshoot-sync-failures';
const { projects } = notionDatabases;

/** So often that it does not wear out while somebody looks. */
const always = 1_000_000;
const any = '.';
const retryAfterSeconds = 10;

/** The programme: more tasks than a page carries, so that they are asked for one by one. */
const programme = notionPageId(projects, 0);
const programmeValues = `^GET /pages/${programme}/properties/`;

/** One fault of the simulator; the others stay as they are. */
function faultSwitch<Key extends keyof NotionFaults>(
  words: Pick<FailureSwitch, 'id' | 'title'>,
  key: Key,
  value: Required<NotionFaults>[Key],
): FailureSwitch {
  return {
    ...words,
    system,
    runbook: failures,
    on: ({ notion }) => notion.faults.set({ ...notion.faults.get(), [key]: value }),
    off({ notion }) {
      const { [key]: _, ...others } = notion.faults.get();
      notion.faults.set(others);
    },
    isOn: ({ notion }) => isSet(notion.faults.get()[key], value),
  };
}

/** Not one that is worn out, and not another one of the same kind. */
function isSet(current: unknown, value: unknown): boolean {
  if (typeof current !== 'object' || current === null) return current === true;
  if ('count' in current && current.count === 0) return false;
  return matchOf(current) === matchOf(value);
}

function matchOf(fault: unknown): unknown {
  return typeof fault === 'object' && fault !== null && 'match' in fault ? fault.match : null;
}

const incomplete = faultSwitch(
  { id: 'partial-failure', title: 'Some pages fail in a sync, others don’t' },
  'cut',
  { match: programmeValues, count: always },
);

export const notionSwitches: readonly FailureSwitch[] = [
  faultSwitch({ id: 'notion-401', title: 'Notion refuses the token (401)' }, 'unauthorized', true),
  faultSwitch({ id: 'notion-403', title: 'Notion forbids every call (403)' }, 'restricted', {
    match: any,
  }),
  {
    id: 'notion-404',
    system,
    title: 'Projects are not shared with the integration (404)',
    runbook: failures,
    on: ({ notion }) => notion.share(projects.id, false),
    off: ({ notion }) => notion.share(projects.id, true),
    isOn: ({ notion }) =>
      notion.databases().some(({ id, shared }) => id === projects.id && !shared),
  },
  faultSwitch({ id: 'notion-409', title: 'Notion reports conflicts (409)' }, 'conflict', {
    match: '^(POST|PATCH) ',
    count: always,
  }),
  faultSwitch({ id: 'notion-429', title: 'Notion limits the rate (429)' }, 'rateLimited', {
    count: always,
    retryAfterSeconds,
  }),
  faultSwitch({ id: 'notion-5xx', title: 'Notion is broken (503)' }, 'serverError', {
    match: any,
    count: always,
    status: 503,
  }),
  faultSwitch({ id: 'notion-timeout', title: 'Notion does not answer in time' }, 'slow', {
    match: any,
    millis: 60_000,
  }),
  {
    ...incomplete,
    runbook: 'oberaconnect#6-partial-sync-failure',
    async on(company) {
      await incomplete.on(company);
      touch(company);
    },
    async off(company) {
      await incomplete.off(company);
      touch(company);
    },
  },
];

/** Somebody saves the programme as it is, so that the next sync reads it. */
function touch({ notion }: Pick<Breakable, 'notion'>): void {
  notion.editPage(programme, {});
}
