// Who works at the pretend company, and where they talk. The Slack simulator is seeded with it, the
// page lets you be any of these people, and sandbox/ppm.config.yaml gives them their roles.

export interface Person {
  id: string;
  handle: string;
  name: string;
  title: string;
  tz: string;
}

export const people = [
  {
    id: 'U01ANA',
    handle: 'ana',
    name: 'Ana Torres',
    title: 'On-call data engineer',
    tz: 'Europe/Madrid',
  },
  {
    id: 'U02BEN',
    handle: 'ben',
    name: 'Ben Okafor',
    title: 'Data platform engineer, approver',
    tz: 'Europe/London',
  },
  {
    id: 'U03CHLOE',
    handle: 'chloe',
    name: 'Chloe Martin',
    title: 'Engineering manager',
    tz: 'Europe/Paris',
  },
  {
    id: 'U04DAVID',
    handle: 'david',
    name: 'David Kim',
    title: 'Director of data',
    tz: 'America/New_York',
  },
  { id: 'U05EVE', handle: 'eve', name: 'Eve Novak', title: 'Finance analyst', tz: 'Europe/Prague' },
] as const satisfies readonly Person[];

/** User groups of the workspace: handle, id and members. */
export const userGroups = [
  { id: 'S01ONCALL', handle: 'ppm-oncall-team', name: 'PPM on-call', users: ['U01ANA', 'U02BEN'] },
  {
    id: 'S02APPROVE',
    handle: 'ppm-approvers',
    name: 'PPM approvers',
    users: ['U02BEN', 'U03CHLOE'],
  },
] as const;

export const channels = [
  {
    id: 'C01ONCALL',
    name: 'ppm-oncall',
    topic: 'Incidents and operations of the PPM data platform',
  },
  { id: 'C02GENERAL', name: 'general', topic: 'Company-wide announcements' },
] as const;

export const bot = {
  userId: 'U0PPMBOT',
  botId: 'B0PPMBOT',
  appId: 'A0PPMAPP',
  name: 'ppm',
  command: '/ppm',
} as const;
export const workspace = {
  id: 'T0FINANCE',
  name: 'Meridian Finance',
  domain: 'meridian-finance',
} as const;

/** Tokens the simulators accept; pretend ones, so they may stand in code. */
export const credentials = {
  slackBotToken: 'xoxb-sandbox-0001-meridian',
  slackAppToken: 'xapp-1-A0PPMAPP-0001-sandbox',
  slackSigningSecret: 'sandbox-signing-secret-0123456789abcdef',
  databricksToken: 'dapi00000000000000000000000000sandbox',
  databricksHttpPath: '/sql/1.0/warehouses/0123456789abcdef',
} as const;
