// Canaries of every family, in the places where secrets turn up; and what only looks like one.
import { describe, expect, it } from 'vitest';
import { keepSecret, masked, openly, redact, redactJson } from '../../src/services/redact.js';

const letters = 'aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xY';
const hex = '0123456789abcdef0123456789abcdef';

const xox = 'xox';

/** What must not be left of each, by family. Put together here so that no scanner takes this file for a leak. */
const canaries: Record<string, string> = {
  'slack bot': `${xox}b-1111111111-2222222222222-${letters}`,
  'slack user': `${xox}p-111-222-333-${hex}`,
  'slack rotated': `${xox}e.${xox}p-1-${letters}`,
  'slack refresh': `${xox}e-1-${letters}`,
  'slack app': `xapp-1-A0B1C2D3-4444444444-${hex}${hex}`,
  'notion old': `secret_${letters}abc4567890X`,
  'notion new': `ntn_${letters}abcdefghijkl90`,
  'databricks personal': `dapi${hex}`,
  'databricks numbered': `dapi${hex}-2`,
  'databricks principal': `dose${hex}`,
  'github classic': `ghp_${letters}abcd`,
  'github oauth': `gho_${letters}abcd`,
  'github user': `ghu_${letters}abcd`,
  'github server': `ghs_${letters}abcd`,
  'github refresh': `ghr_${letters}abcd`,
  'github fine-grained': `github_pat_11ABCDEFG0${letters}_${letters}`,
  'aws key': 'AKIAIOSFODNN7EXAMPLE',
  'aws session key': 'ASIAIOSFODNN7EXAMPLE',
  'ppm token': `ppm_${letters}-_${letters.slice(0, 9)}`,
  'json web token': `eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxMjM0In0.${letters}`,
};

const places: Record<string, (secret: string) => string> = {
  alone: (secret) => secret,
  sentence: (secret) => `He sent ${secret}, sorry.`,
  quotes: (secret) => `token='${secret}' and "${secret}" and \`${secret}\``,
  address: (secret) => `https://example.org/cb?token=${secret}&next=%2Fhome#${secret}`,
  json: (secret) => JSON.stringify({ error: { text: `key is ${secret}` } }),
  'json in a text': (secret) => JSON.stringify(JSON.stringify({ line: `first\n${secret}\nlast` })),
  'after a letter of an escape': (secret) => JSON.stringify(`one\n${secret}\ttwo`),
  'several on a line': (secret) => `${secret} ${secret},${secret};<${secret}>`,
  'a header': (secret) => `Authorization: Bearer ${secret}`,
  'an environment': (secret) => `export TOKEN=${secret}\nPATH=/bin`,
};

describe('redact', () => {
  for (const [family, secret] of Object.entries(canaries))
    for (const [place, put] of Object.entries(places))
      it(`removes ${family} (${place})`, () => {
        const once = redact(put(secret));
        expect(once).not.toContain(secret.slice(0, 18));
        expect(once).not.toContain(secret.slice(-12));
        expect(once).toContain('removed]');
        expect(redact(once)).toBe(once);
      });

  it('leaves the words around a secret', () => {
    expect(redact(`He sent ${canaries['slack bot']}, sorry.`)).toBe(
      'He sent [Slack token removed], sorry.',
    );
    expect(redact(`a ${canaries['aws key']} b ${canaries['github classic']} c`)).toBe(
      'a [AWS key removed] b [GitHub token removed] c',
    );
  });

  it.each([
    [
      'mongodb://ops:hunter2@db1:27017,db2/app?tls=true',
      'mongodb://[credentials removed]@db1:27017,db2/app?tls=true',
    ],
    [
      'mongodb+srv://ops:p%40ss@cluster0.example.net',
      'mongodb+srv://[credentials removed]@cluster0.example.net',
    ],
    ['mongodb://ops:p@ss@db1/app', 'mongodb://[credentials removed]@db1/app'],
    ['mongodb://ops:pa/ss?w@db1/app', 'mongodb://[credentials removed]@db1/app'],
    ['redis://:hunter2@cache:6379/0', 'redis://[credentials removed]@cache:6379/0'],
    ['rediss://default:hunter2@cache', 'rediss://[credentials removed]@cache'],
    [
      '"redis://a:b@c","redis://d:e@f"',
      '"redis://[credentials removed]@c","redis://[credentials removed]@f"',
    ],
    ['https://x-access-token:abc@github.com/a/b', 'https://[credentials removed]@github.com/a/b'],
  ])('removes only the credentials of %s', (uri, expected) => {
    expect(redact(uri)).toBe(expected);
    expect(redact(redact(uri))).toBe(expected);
  });

  it.each([
    ['Authorization: Basic dXNlcjpwYXNz', 'Authorization: Basic [credentials removed]'],
    ['{"authorization":"Bearer abcdefgh"}', '{"authorization":"Bearer [credentials removed]"}'],
    [
      '{\\"Authorization\\":\\"token abcd-efgh\\"}',
      '{\\"Authorization\\":\\"token [credentials removed]\\"}',
    ],
    [
      "-H 'authorization: bearer abc.def', next",
      "-H 'authorization: bearer [credentials removed]', next",
    ],
    ['curl with Bearer a1b2c3d4e5', 'curl with Bearer [credentials removed]'],
    ['Basic dXNlcjpwYXNz was sent', 'Basic [credentials removed] was sent'],
  ])('removes the value of %s', (text, expected) => {
    expect(redact(text)).toBe(expected);
  });

  it.each([
    ['password=hunter22', 'password=[credentials removed]'],
    ['DB_PASSWORD: "a1b2c3d4"', 'DB_PASSWORD: "[credentials removed]"'],
    ['X-Api-Key: abcdEFGH', 'X-Api-Key: [credentials removed]'],
    ['{\\"routing_key\\":\\"0a1b2c3d\\"}', '{\\"routing_key\\":\\"[credentials removed]\\"}'],
    ['?a=1&token=abc12345&b=2', '?a=1&token=[credentials removed]&b=2'],
  ])('removes what only its name gives away in %s', (text, expected) => {
    expect(redact(text)).toBe(expected);
    expect(redact(expected)).toBe(expected);
  });

  it('removes the settings of this process, whatever they look like', () => {
    keepSecret(['just some words', 'short', 'just some words and more']);
    expect(redact('it was just some words and more, or just some words, short')).toBe(
      'it was [setting removed], or [setting removed], short',
    );
    expect(openly(() => masked('just some words'))).toBe('just some words');
    expect(masked('just some words')).toBe('[setting removed]');
  });

  it.each([
    'https://hooks.slack.com/services/T000/B000/XXXXXXXX',
    'https://hooks.slack.com/commands/T000/123/abcDEF',
    'https:\\/\\/hooks.slack.com\\/actions\\/T000\\/1\\/abcDEF',
    'https%3A%2F%2Fhooks.slack.com%2Factions%2FT000%2F1%2FabcDEF',
  ])('removes the secret part of %s', (address) => {
    const text = redact(`post to "${address}" now`);
    expect(text).toContain('hooks.slack.com');
    expect(text).toMatch(/\[Slack address removed\]" now$/);
    expect(text).not.toContain('T000');
  });

  it('removes private keys, whole, escaped or cut off', () => {
    const key = `-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4\n\n${letters}\n-----END RSA PRIVATE KEY-----`;
    expect(redact(`a\n${key}\nb`)).toBe('a\n[private key removed]\nb');
    expect(redact(JSON.stringify({ key, after: 1 }))).toBe(
      '{"key":"[private key removed]","after":1}',
    );
    expect(redact(`${key} and ${key}`)).toBe('[private key removed] and [private key removed]');
    expect(redact(`a ${key.slice(0, -20)}`)).toBe('a [private key removed]');
    expect(redact('-----BEGIN CERTIFICATE-----\nabc')).toBe('-----BEGIN CERTIFICATE-----\nabc');
  });

  it.each([
    'R-7K2QMF restored main.silver.projects to version 5',
    '018f3a5c-7c4e-7b1a-9d2e-3f4a5b6c7d8e',
    hex + hex,
    'arn:aws:iam::123456789012:role/on-call',
    'main.gold.secret_projectassignmentsbyregion',
    'finance.ppm_project_portfolio_metrics_daily_snapshot_by_region_v2',
    'daily_highs_and_lows_by_region, laughs_at_nothing',
    'Basic information about bearer instruments; a basic understanding',
    'https://acme.cloud.databricks.com/jobs/123/runs/456?o=789#task/x',
    'mongodb://db1:27017,db2:27017/app?replicaSet=rs0',
    'redis://cache:6379/0 or mail ops@example.org',
    'redis://cache:6379/0?client=ops@example.org',
    'https://medium.com/@somebody/post:1',
    'https://acme.slack.com/archives/C0123456789/p1700000000000100',
    'git@github.com:acme/app.git at 3f2a1b0c9d8e7f6a5b4c3d2e1f0a9b8c7d6e5f4a',
    '<@U01ABCDEF> wrote in <#C01ABCDEF|oncall> at 1700000000.000100',
    'Authorization: the director approves',
    'token: 2026-07-24, secret: R-7K2QMF, password: changed yesterday, Token: Databricks',
    'xoxo, dapi, ghp_, ntn_, ppm_ and eyJ are prefixes',
    '',
  ])('leaves %s alone', (text) => {
    expect(redact(text)).toBe(text);
  });

  it('takes time in proportion to a hostile text', () => {
    const seeds = [
      '-----BEGIN PRIVATE KEY-----',
      '-----BEGIN ',
      '://a:',
      '://',
      'redis://a:b',
      'mongodb+srv://',
      'Bearer ',
      'Bearer\t\t',
      'authorization',
      'authorization: ',
      'Authorization:Basic ',
      'basic a',
      'hooks.slack.com/',
      'password=',
      'secret: ',
      'token=a1',
      'xoxb-',
      'xoxe.',
      'xapp-',
      'secret_',
      'ntn_a',
      'dapi',
      'ghp_',
      'github_pat_',
      'AKIA',
      'ppm_',
      'ppm_a',
      'eyJ',
      'eyJaaaaaaaaaa.',
      '.eyJ',
      '\\neyJ',
      'eyJaaaaaaaa.b',
      'a',
      ' ',
      '@',
      '\\',
    ];
    for (const seed of seeds)
      for (const text of [
        seed.repeat(Math.ceil(1_000_000 / seed.length)),
        seed + 'a'.repeat(1_000_000),
        seed + ' '.repeat(1_000_000),
      ]) {
        const start = performance.now();
        redact(text);
        expect(performance.now() - start).toBeLessThan(1_500);
      }
  }, 60_000);
});

describe('redactJson', () => {
  it('goes into every corner, keeps the shape, and leaves the original alone', () => {
    const secret = canaries['databricks personal'] ?? '';
    const value = { a: [secret, { b: `x ${secret}` }], n: 1, t: true, z: null, [secret]: 'k' };
    const before = structuredClone(value);
    expect(redactJson(value)).toStrictEqual({
      a: ['[Databricks token removed]', { b: 'x [Databricks token removed]' }],
      n: 1,
      t: true,
      z: null,
      '[Databricks token removed]': 'k',
    });
    expect(value).toStrictEqual(before);
  });

  it('removes what is secret by its name', () => {
    expect(
      redactJson({
        password: 'hunter2',
        headers: { Authorization: 'x', accept: 'y' },
        response_url: 'z',
        tokens: 3,
        token: 'short',
        tokenCount: 'two',
      }),
    ).toStrictEqual({
      password: '[removed]',
      headers: { Authorization: '[removed]', accept: 'y' },
      response_url: '[removed]',
      tokens: 3,
      token: '[removed]',
      tokenCount: 'two',
    });
  });
});
