// Secrets that nobody has: one maker for each family, in the form that its issuer gives out. Put together here so that no
// scanner takes a file for a leak.

export interface Canary {
  /** As it would be pasted or sent. */
  whole: string;
  /** The part of it that must be found nowhere. */
  kept: string;
}

export interface CanaryFamily {
  name: string;
  /** @param random letters and digits, 40 of them, with a capital and a digit */
  make(random: string): Canary;
}

// Beginnings and middles of them, apart.
const [xo, xa, sec, nt, da, do_, ak, ey] = ['xo', 'xa', 'sec', 'nt', 'da', 'do', 'AK', 'ey'];
const [pat, slack, privateKey] = ['pat', 'slack.com', 'PRIVATE KEY'];

const digits = (random: string): string =>
  random.replaceAll(/./g, (letter) => String(letter.charCodeAt(0) % 10));
const hex = (random: string): string => Buffer.from(random).toString('hex').slice(0, 32);
const upper = (random: string): string =>
  random.replaceAll(/./g, (letter) =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.charAt(letter.charCodeAt(0) % 32),
  );

/** One that is secret from its first letter on. */
const token = (name: string, make: (random: string) => string): CanaryFamily => ({
  name,
  make: (random) => ({ whole: make(random), kept: make(random).slice(-20) }),
});
/** One of which only a part is. */
const part = (
  name: string,
  inner: (random: string) => string,
  around: (inner: string) => string,
): CanaryFamily => ({
  name,
  make: (random) => ({ whole: around(inner(random)), kept: inner(random) }),
});
const same = (random: string): string => random;

/** Known by their form, wherever they stand. */
export const issued: readonly CanaryFamily[] = [
  token('Slack bot token', (random) => `${xo}xb-${digits(random).slice(0, 12)}-${random}`),
  token('Slack user token', (random) => `${xo}xp-111-222-333-${hex(random)}`),
  token('Slack app token', (random) => `${xa}pp-1-A0B1C2D3-4444-${hex(random)}`),
  token('Slack refresh token', (random) => `${xo}xe-1-${random}`),
  token('Slack rotated token', (random) => `${xo}xe.${xo}xp-1-${random}`),
  token('Notion token of before 2024', (random) => `${sec}ret_${random}`),
  token('Notion token', (random) => `${nt}n_${random}`),
  token('Databricks token', (random) => `${da}pi${hex(random)}`),
  token('Databricks principal', (random) => `${do_}se${hex(random)}`),
  ...['ghp', 'gho', 'ghs', 'ghu', 'ghr'].map((prefix) =>
    token(`GitHub ${prefix}`, (random) => `${prefix}_${random}`),
  ),
  token(
    'GitHub fine-grained',
    (random) => `github_${pat}_11ABCDEFG0${random.slice(0, 20)}_${random}`,
  ),
  token('AWS key id', (random) => `${ak}IA${upper(random).slice(0, 16)}`),
  token('terminal token', (random) => `ppm_${random}abc`),
  token('signed token', (random) => `${ey}JhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxMjM0In0.${random}`),
  part('Authorization header', same, (inner) => `Authorization: Bearer ${inner}`),
  part('Bearer', same, (inner) => `Bearer ${inner}`),
  part(
    'Basic',
    (random) => Buffer.from(`ops:${random}`).toString('base64'),
    (inner) => `Authorization: Basic ${inner}`,
  ),
  part('Slack webhook', same, (inner) => `https://hooks.${slack}/services/T000/B000/${inner}`),
  part(
    'MongoDB address',
    same,
    (inner) => `mongodb://ops:${inner}@db1:27017,db2:27017/app?replicaSet=rs0`,
  ),
  part(
    'MongoDB address of Atlas',
    same,
    (inner) => `mongodb+srv://ops:${inner}@cluster0.example.net/app`,
  ),
  part('Redis address', same, (inner) => `rediss://:${inner}@cache:6379/0`),
  part(
    'PostgreSQL address',
    same,
    (inner) => `postgres://ops:${inner}@db:5432/app?sslmode=require`,
  ),
  part(
    'private key',
    (random) => random + random,
    (inner) => `-----BEGIN RSA ${privateKey}-----\n${inner}\n-----END RSA ${privateKey}-----`,
  ),
];

/** Known by the name before them only. */
const named: readonly CanaryFamily[] = [
  part('AWS secret key', same, (inner) => `aws_secret_access_key=${inner}`),
  part(
    'routing key',
    (random) => hex(random),
    (inner) => `"routing_key":"${inner}"`,
  ),
  part('webhook secret', same, (inner) => `webhook_secret: ${inner}`),
  part('password', same, (inner) => `password=${inner}`),
  part('API key', same, (inner) => `X-Api-Key: ${inner}`),
];

export const families: readonly CanaryFamily[] = [...issued, ...named];
