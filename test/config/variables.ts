// Settings that are right, for tests that make one of them wrong. The values are recognisable, so that a leak shows.
const secrets = {
  SLACK_BOT_TOKEN: 'xoxb-leaked-bot-token',
  SLACK_APP_TOKEN: 'xapp-1-leaked-app-token',
  SLACK_SIGNING_SECRET: 'leaked-signing-secret-0123',
  DATABRICKS_TOKEN: 'dapi00leaked-databricks-token',
  NOTION_API_KEY: 'ntn_leakednotionkey',
  GITHUB_TOKEN: 'ghp_leakedgithubtoken',
  MONGODB_URI: 'mongodb://ppm:leaked-mongo@one:27017,two/ppm?replicaSet=rs0',
  REDIS_URL: 'rediss://:leaked-redis@cache.example:6380/0',
};

export const plain = {
  PPM_CHANNEL: 'C01ONCALL',
  DATABRICKS_HOST: 'adb-123.azuredatabricks.net',
  DATABRICKS_HTTP_PATH: '/sql/1.0/warehouses/0123456789abcdef',
};

export const variables = { ...plain, ...secrets };
