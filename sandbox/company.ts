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
  notionToken: 'ntn_sandbox0001meridianfinance000000000000000000',
  alertmanagerSecret: 'sandbox-alertmanager-bearer-0001',
  grafanaSecret: 'sandbox-grafana-signing-key-0001',
  databricksWebhookPassword: 'sandbox-databricks-password-0001',
  githubSecret: 'sandbox-github-webhook-secret-01',
  pagerKey: 'sandbox0pager0routing0key0000001',
  redisPassword: 'sandbox-redis-password-0001',
  githubToken: 'ghp_sandbox0001meridianfinance',
} as const;

interface NotionDatabase {
  /** Key of its system in sandbox/ppm.config.yaml. */
  system: string;
  title: string;
  id: string;
  dataSourceId: string;
  /** How its pages' ids begin; the last group is the page's number. */
  pages: string;
}

/** The databases of the pretend Notion, with ids as Notion shows them. */
export const notionDatabases = {
  projects: {
    system: 'finance-ppm',
    title: 'Projects',
    id: '1c7e4a90-52b3-80d1-9f46-d02c8a71e5b3',
    dataSourceId: '1c7e4a90-52b3-8192-a7c5-000b4e93d6f8',
    pages: 'a1b2c3d4-0000-4000-8000',
  },
  tasks: {
    system: 'finance-ppm',
    title: 'Tasks',
    id: '1c7e4a90-6d08-80f7-8b12-f95ae03c7d64',
    dataSourceId: '1c7e4a90-6d08-81a3-b6e0-000bc1f5827d',
    pages: 'a1b2c3d4-0001-4000-8000',
  },
  budgets: {
    system: 'finance-ppm',
    title: 'Budgets',
    id: '1c7e4a90-7f5b-80c2-a304-b6d81c9e2f70',
    dataSourceId: '1c7e4a90-7f5b-8157-9d28-000b0a6e4c91',
    pages: 'a1b2c3d4-0002-4000-8000',
  },
  risks: {
    system: 'finance-ppm',
    title: 'Risks',
    id: '1c7e4a90-88e1-803f-b57d-c41f70a95e28',
    dataSourceId: '1c7e4a90-88e1-81bd-8c46-000bd7312fa5',
    pages: 'a1b2c3d4-0003-4000-8000',
  },
  postmortems: {
    system: 'finance-ppm',
    title: 'Post-mortems',
    id: '1c7e4a90-93f7-80a6-8d25-7be4c0f1a362',
    dataSourceId: '1c7e4a90-93f7-8114-b9e8-000b58d2c07f',
    pages: 'a1b2c3d4-0004-4000-8000',
  },
  reports: {
    system: 'finance-ppm',
    title: 'Reports',
    id: '1c7e4a90-9f02-80d9-b41e-5d86e2a7c093',
    dataSourceId: '1c7e4a90-9f02-8173-8ac6-000b91f4d7e2',
    pages: 'a1b2c3d4-0005-4000-8000',
  },
  customerStatus: {
    system: 'oberaconnect',
    title: 'Customer status',
    id: '24f0b6d8-1a97-8046-91ec-e3b57c20d89a',
    dataSourceId: '24f0b6d8-1a97-817c-85f2-000b6cda1e43',
    pages: '24f0b6d8-2b00-8000-9000',
  },
  wittwizzTasks: {
    system: 'wittwizz',
    title: 'Tasks',
    id: '2e83d15f-40bc-80a9-a6d7-9c0e52f1b874',
    dataSourceId: '2e83d15f-40bc-812e-b390-000be84a07d6',
    pages: '2e83d15f-5c00-8000-9000',
  },
  botTasks: {
    system: 'notion-bot-api',
    title: 'Tasks',
    id: '31d9a7c4-e652-80b8-8f13-a70d46e9c52b',
    dataSourceId: '31d9a7c4-e652-8164-97ab-000b2f50d8c7',
    pages: '31d9a7c4-f700-8000-9000',
  },
  taskManagement: {
    system: 'orchestra',
    title: 'Task management',
    id: '3b5e08f2-9d74-80e6-b0c1-58f3a6d21e97',
    dataSourceId: '3b5e08f2-9d74-81d0-a42f-000b91c7b5e3',
    pages: '3b5e08f2-ae00-8000-9000',
  },
  developmentLog: {
    system: 'orchestra',
    title: 'Development log',
    id: '3b5e08f2-b3c6-8075-942a-6ed81f07c5b0',
    dataSourceId: '3b5e08f2-b3c6-81f9-8e57-000ba2d4603c',
    pages: '3b5e08f2-c400-8000-9000',
  },
  aiToolMetrics: {
    system: 'orchestra',
    title: 'AI tool metrics',
    id: '3b5e08f2-d81a-80b4-a7f9-0c92e5d3f146',
    dataSourceId: '3b5e08f2-d81a-8143-93c6-000b7b8e1f2d',
    pages: '3b5e08f2-e900-8000-9000',
  },
} as const satisfies Record<string, NotionDatabase>;

/** Id of a database's page by its number, from 0. */
export function notionPageId(database: { pages: string }, number: number): string {
  return `${database.pages}-${String(number).padStart(12, '0')}`;
}
