// Every environment variable that is read, with what it must look like. A message says what is expected, never what was found.
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';

export const stageSchema = z.enum(['production', 'sandbox', 'test']).default('production');
export type Stage = z.output<typeof stageSchema>;

/** Which process is started, and by which door Slack comes in. */
export interface Purpose {
  for: 'bot' | 'terminal';
  mode: 'socket' | 'http';
}

const slackApi = 'https://slack.com/api/';
const botToken = z.string().regex(/^xoxb-[\w-]+$/, 'must be a bot token: xoxb-…');
const appToken = z.string().regex(/^xapp-[\w-]+$/, 'must be an app-level token: xapp-…');
const signingSecret = z
  .string()
  .regex(
    /^[\x21-\x7e]{16,}$/,
    'must be the signing secret of the Slack app, 16 or more characters',
  );

const personalToken = z
  .string()
  .regex(/^[\x21-\x7e]{16,}$/, 'must be a personal token: type /ppm token in Slack');

const mongodbUri = z
  .string()
  .regex(
    /^mongodb(\+srv)?:\/\/[^\s/?#]+(\/\S*)?$/,
    'must be a URI: mongodb://… or mongodb+srv://…',
  );

const redisUrl = z
  .string()
  .refine((text) => isUrl(text, ['redis:', 'rediss:']), 'must be a URL: redis://… or rediss://…');

/** Agreed with a sender of webhooks: as a bearer token, a password or a key to sign with. */
const sharedSecret = z
  .string()
  .regex(/^[\x21-\x7e]{16,}$/, 'must be 16 or more characters without spaces');

const logLevel = z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']);

const shared = z.object({
  PPM_ENV: stageSchema,
  SLACK_BOT_TOKEN: botToken.optional(),
  SLACK_APP_TOKEN: appToken.optional(),
  SLACK_SIGNING_SECRET: signingSecret.optional(),
  PPM_CHANNEL: z
    .string()
    .regex(/^[CG][A-Z0-9]+$/, 'must be the id of a Slack channel (C… or G…), not its name'),
  DATABRICKS_HOST: z
    .string()
    .transform((text) => text.replace(/^https:\/\//i, '').replace(/\/$/, ''))
    .refine(isHost, 'must be a host, such as adb-123.azuredatabricks.net, with nothing after it'),
  DATABRICKS_TOKEN: z.string().regex(/^[\x21-\x7e]{16,}$/, 'must be a token: dapi…'),
  DATABRICKS_HTTP_PATH: z
    .string()
    .regex(/^\/sql\/[\w./-]+$/, "must be the warehouse's HTTP path: /sql/…"),
  DATABRICKS_CATALOG: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be the name of a catalog')
    .default('main'),
  DATABRICKS_CA_CERT: z.string().transform(readCertificates).optional(),
  NOTION_API_KEY: z
    .string()
    .regex(/^(secret_|ntn_)\w+$/, 'must be an integration token: secret_… or ntn_…')
    .optional(),
  NOTION_WEBHOOK_TOKEN: z
    .string()
    .regex(/^[\x21-\x7e]{16,}$/, 'must be the verification token of the Notion webhook: secret_…')
    .optional(),
  ALERTMANAGER_WEBHOOK_SECRET: sharedSecret.optional(),
  GRAFANA_WEBHOOK_SECRET: sharedSecret.optional(),
  DATABRICKS_WEBHOOK_PASSWORD: sharedSecret.optional(),
  GITHUB_WEBHOOK_SECRET: sharedSecret.optional(),
  GITHUB_TOKEN: z
    .string()
    .regex(/^[\x21-\x7e]+$/, 'must be a token without spaces')
    .optional(),
  MONGODB_URI: mongodbUri.optional(),
  PLATFORM_MONGODB_URI: mongodbUri.optional(),
  REDIS_URL: redisUrl.optional(),
  PLATFORM_REDIS_URL: redisUrl.optional(),
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, 'must be a port number')
    .transform(Number)
    .refine((port) => port <= 65_535, 'must be a port number, at most 65535')
    .default(3000),
  PPM_CONFIG: z.string().default('./ppm.config.yaml'),
  PPM_DATA_DIR: z.string().default('./data'),
  LOG_LEVEL: logLevel.default('info'),
});

/** The settings for a stage: elsewhere than in production, an outside system may be a pretended one. */
function staged(stage: Stage) {
  const schemes = stage === 'production' ? ['https:'] : ['https:', 'http:'];
  const api = (standard: string) =>
    z
      .string()
      .refine((text) => isUrl(text, schemes), `must be a URL: ${schemes.join('// or ')}//…`)
      .default(standard);
  return shared.extend({
    SLACK_API_URL: api(slackApi)
      .transform((text) => (text.endsWith('/') ? text : `${text}/`))
      .refine(
        (text) => stage !== 'production' || text === slackApi,
        `must be ${slackApi} unless PPM_ENV is sandbox or test`,
      ),
    NOTION_API_URL: api('https://api.notion.com'),
    GITHUB_API_URL: api('https://api.github.com'),
  });
}

/**
 * What each kind of process reads and needs. A terminal works without Slack, it is for when Slack is down; and it logs only
 * when asked to.
 */
export const terminalSettings = (stage: Stage) =>
  staged(stage).extend({
    PPM_TOKEN: personalToken.optional(),
    LOG_LEVEL: logLevel.default('silent'),
  });
export const socketSettings = (stage: Stage) =>
  staged(stage).extend({ SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken });
export const httpSettings = (stage: Stage) =>
  staged(stage).extend({ SLACK_BOT_TOKEN: botToken, SLACK_SIGNING_SECRET: signingSecret });

/** The stage that is asked for; a wrong one counts as production, the strictest. */
export function stageOf(value: string | undefined): Stage {
  return stageSchema.safeParse(value).data ?? 'production';
}

function isHost(text: string): boolean {
  return /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?$/i.test(text);
}

/** A well-formed URL without a query; a password in it is allowed for Redis only. */
function isUrl(text: string, schemes: readonly string[]): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  const secretFree = url.username === '' && url.password === '';
  return (
    schemes.includes(url.protocol) && url.hostname !== '' && (secretFree || schemes[0] === 'redis:')
  );
}

/** The text of a PEM file, given its path. */
function readCertificates(path: string, context: z.RefinementCtx): string {
  const pem = contentOf(path);
  if (pem !== null && isCertificate(pem)) return pem;
  context.addIssue('must be the path of a readable PEM file with a certificate');
  return z.NEVER;
}

function contentOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}
