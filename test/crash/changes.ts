// What counts as a change outside, by service: read off the requests that the clients really make.

interface Request {
  method: string;
  path: string;
  body: Buffer;
}

const statements =
  /\b(RESTORE TABLE|MERGE INTO|INSERT (?:INTO|OVERWRITE)|UPDATE|DELETE FROM|CREATE (?:OR REPLACE )?TABLE|ALTER TABLE|DROP|VACUUM|OPTIMIZE|COPY INTO|TRUNCATE)\b/;
const slackMethods = /^\/api\/((?:chat|views|files|reactions|pins|bookmarks|conversations)\.\w+)/;
const slackReads = /\.(?:history|replies|info|list|members|getPermalink)$/;

export function slackChange({ path }: Request): string | null {
  const method = slackMethods.exec(path)?.[1];
  return method === undefined || slackReads.test(method) ? null : `Slack ${method}`;
}

export function githubChange({ method, path }: Request): string | null {
  return method === 'GET' ? null : `GitHub ${method} ${withoutIds(path)}`;
}

/** Queries and searches are POST too. */
export function notionChange({ method, path }: Request): string | null {
  return method === 'GET' || /\/(?:query|search)$/.test(path)
    ? null
    : `Notion ${method} ${withoutIds(path)}`;
}

/** Pings of the dead-man's-switch are signs of life, nothing more. */
export function pagerChange({ path }: Request): string | null {
  return path === '/dead-man' ? null : `pager ${path}`;
}

/** The text of a statement stands readable in its Thrift message. */
export function databricksChange({ method, path, body }: Request): string | null {
  if (path.startsWith('/api/')) return method === 'GET' ? null : `Databricks ${path}`;
  const text = body.toString('latin1');
  const statement = text.includes('ExecuteStatement') ? statements.exec(text)?.[1] : undefined;
  return statement === undefined ? null : `Databricks ${statement}`;
}

function withoutIds(path: string): string {
  return (path.split('?')[0] ?? '').replaceAll(/\/(?:\d+|[0-9a-f-]{32,36})(?=\/|$)/g, '/…');
}
