// Which texts have a secret in them, by line and family, and which only look like it.
import { describe, expect, test } from 'vitest';
import { exposedSecrets } from '../../../src/services/security/exposed-secrets.js';

// Put together here so that no scanner takes this file for a leak.
const letters = 'aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xY';
const notion = `secret_${letters}abc4567890X`;
const withoutDigit = `secret_${'aBcD'.repeat(10)}xyz`;
const quarter = 'Ab18';
const xox = 'xox';
const pem = 'RSA PRIVATE KEY';
const azure = `${quarter}Q~${letters}`;
const aws = `${letters}${'a/B+'.repeat(2)}`;

const familiesIn = (text: string) => exposedSecrets(text, []).map(({ family }) => family);

describe('exposed', () => {
  test.each([
    ['Notion token', `key: ${notion}`],
    ['Notion token', `the runbook's own pattern: ${withoutDigit}`],
    ['Notion token', `x ntn_${letters} y`],
    ['Slack token', `${xox}b-1111111111-2222222222222-${letters}`],
    ['Databricks token', `token dapi${'0123456789abcdef'.repeat(2)}`],
    ['GitHub token', `ghp_${letters}abcd`],
    ['AWS key', 'AKIAIOSFODNN7EXAMPLE'],
    ['AWS key', `aws_secret_access_key = ${aws}`],
    ['Azure client secret', `client_secret: "${azure}"`],
    ['private key', `-----BEGIN ${pem}-----\nabc\n-----END ${pem}-----`],
    ['credentials', 'mongodb://ppm:hunter22@db.internal/ppm'],
    ['assigned secret', 'DB_PASSWORD=correct-horse'],
    ['assigned secret', `export PLATFORM_API_KEY="a1-b2-c3-d4"`],
  ])('%s in %s', (family, text) => {
    expect(exposedSecrets(`first\n${text}\nlast`, [])).toEqual([{ line: 2, family }]);
  });

  test('a value of the bot itself counts verbatim, by its name, and as nothing else', () => {
    const own = [
      { name: 'NOTION_API_KEY', value: notion },
      { name: 'GRAFANA_WEBHOOK_SECRET', value: 'plain-words-only' },
    ];
    expect(exposedSecrets(`a plain-words-only b\r\n\r\nNOTION_API_KEY=${notion}`, own)).toEqual([
      { line: 1, family: 'value of GRAFANA_WEBHOOK_SECRET' },
      { line: 3, family: 'value of NOTION_API_KEY' },
    ]);
  });

  test('two in one line are two; one that several shapes fit is one', () => {
    expect(familiesIn(`${notion},ghp_${letters}abcd`)).toEqual(['Notion token', 'GitHub token']);
    expect(familiesIn(`Authorization: Bearer ntn_${letters}`)).toEqual(['Notion token']);
    expect(familiesIn(`https://ana:ghp_${letters}abcd@github.com/a/b`)).toEqual(['GitHub token']);
  });
});

describe('not exposed', () => {
  test.each([
    'DB_PASSWORD=',
    'DB_PASSWORD=${SECRET}',
    'DB_PASSWORD=<your password>',
    'DB_PASSWORD=your-password-here',
    'DB_PASSWORD="changeme"',
    'API_KEY=************',
    'API_KEY=process.env.API_KEY',
    'API_TOKEN=short',
    'NOTION_API_KEY=secret_xxx',
    'Bearer [Databricks token removed]',
    'mongodb://localhost:27017/ppm',
    'SECRETARY=Miriam Lang',
    'the secret_santa_list_of_everybody_in_the_whole_company',
  ])('%s', (text) => {
    expect(familiesIn(text)).toEqual([]);
  });

  test('a short value of a setting, which stands in too many words by chance', () => {
    expect(exposedSecrets('the token of abc', [{ name: 'X_TOKEN', value: 'abc' }])).toEqual([]);
  });
});

test('takes time in proportion to the text, however dense its secrets are', () => {
  const dense = 'AKIAIOSFODNN7EXAMPLE '.repeat(12_000);
  const hostile = `${'A'.repeat(60)}TOKEN`.repeat(4_000) + '_'.repeat(20_000) + '.'.repeat(60_000);
  const begun = performance.now();
  expect(exposedSecrets(dense, [])).toHaveLength(12_000);
  exposedSecrets(hostile, []);
  expect(performance.now() - begun).toBeLessThan(2_000);
});
