// Keeps secrets out of what is logged, drawn, told or audited. Each family is known by the shape that its issuer
// documents. Every pattern takes time in proportion to the text, whatever somebody sends: the tests measure it.
import type { Json, JsonObject } from '../core/json.js';

interface Family {
  name: string;
  /** What its first group matches is kept. */
  pattern: RegExp;
}

/**
 * None asks for a word boundary in front: in JSON that is quoted in a text, the letter of `\n` stands there. Where a
 * table or column could have such a name, a digit or a change of case is asked for instead.
 */
const families: readonly Family[] = [
  {
    // One that was cut off is masked to the end of the text.
    name: 'private key',
    pattern:
      /()-----BEGIN [A-Z ]{0,20}PRIVATE KEY(?: BLOCK)?-----[^]*?(?:-----END [A-Z ]{0,20}PRIVATE KEY(?: BLOCK)?-----|$)/g,
  },
  { name: 'credentials', pattern: /(:\/\/)[^\s/?#"'<>:@]*:[^\s/?#"'<>]*(?=@)/g },
  {
    // With a password that should have been percent-encoded; a port is no password.
    name: 'credentials',
    pattern:
      /((?:mongodb(?:\+srv)?|rediss?):\/\/)[^\s/"'<>:@]{0,128}:(?!\d{1,5}(?:[/?,]|$))[^\s"'<>@]{1,256}(?=@)/gi,
  },
  {
    name: 'credentials',
    pattern:
      /(authorization(?:\\?["'])?\s{0,8}[:=]\s{0,8}(?:\\?["'])?(?:bearer|basic|token)\s{1,8})(?!\[)[^\s"',;\\]{4,}/gi,
  },
  {
    name: 'credentials',
    pattern:
      /((?:[Bb]earer|BEARER|[Bb]asic|BASIC)\s{1,8})(?=[\w.~+/=-]{0,200}?(?:\d|[a-z][A-Z]))[\w.~+/=-]{8,}/g,
  },
  {
    // response_url and incoming webhooks: whoever has one can post.
    name: 'Slack address',
    pattern: /(hooks\.slack(?:-gov)?\.com(?:\\?\/|%2F))(?:[\w.%/-]|\\\/){3,}/gi,
  },
  // xoxb-, xoxp-, xoxe.xoxp-, xapp-1- …
  { name: 'Slack token', pattern: /()(?:xox[a-z](?:\.xox[a-z])?|xapp)-[\w%+/=-]{8,}/g },
  { name: 'Notion token', pattern: /()(?:secret|ntn)_(?=[A-Za-z]{0,64}\d)[A-Za-z0-9]{20,}/g },
  // Personal access tokens, and the secrets of service principals.
  { name: 'Databricks token', pattern: /()d(?:api|ose)[0-9a-f]{20,}(?:-\d+)?/g },
  { name: 'GitHub token', pattern: /()(?:github_pat_\w{20,}|gh[pousr]_[A-Za-z0-9]{20,})/g },
  { name: 'AWS key', pattern: /()A[KS]IA[A-Z2-7]{16}/g },
  { name: 'ppm token', pattern: /()ppm_(?=[a-z0-9_-]{0,42}[A-Z])[\w-]{32,}/g },
  {
    // JSON Web Tokens: Databricks' OAuth gives them out.
    name: 'signed token',
    pattern:
      /()(?:(?<![\w-])|(?<=\\[nrt])|(?<=%[0-9A-Fa-f]{2}))eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}/g,
  },
];

/**
 * A value after a name such as `password:` or `ROUTING_KEY=`. Dates, ids, addresses and words stand after such names too: a
 * change of case, a letter beside a digit or very many digits are asked for.
 */
const named =
  /((?:[Pp]assw(?:or)?d|PASSW(?:OR)?D|[Pp]assphrase|PASSPHRASE|[Ss]ecret|SECRET|[Tt]oken|TOKEN|(?:[Aa]pi|API|[Aa]ccess|ACCESS|[Ss]ecret|SECRET|[Pp]rivate|PRIVATE|[Rr]outing|ROUTING|[Ii]ntegration|INTEGRATION|[Ss]igning|SIGNING|[Aa]ccount|ACCOUNT)[_-]?(?:[Kk]ey|KEY))(?:\\{0,3}["'])?\s{0,4}[:=]\s{0,4}(?:\\{0,3}["'])?)(?!\d{4}-\d\d|[A-Z]-[0-9A-Z]{6}\b|\w{1,16}:\/\/)(?=[\w.~!@#%^*+/=-]{0,200}?(?:[a-z][A-Z]|[A-Za-z]\d|\d[A-Za-z]|\d{20}))[\w.~!@#%^*+/=-]{8,}/g;

/** Values that are secret whatever they look like, longest first. */
let own: readonly string[] = [];
/** Shorter ones stand in too many words by chance. */
const shortestOwn = 8;

/** From now on these values, the settings of this process, are masked wherever they stand. */
export function keepSecret(values: Iterable<string>): void {
  own = [...new Set([...own, ...values])]
    .filter((value) => value.length >= shortestOwn)
    .toSorted((a, b) => b.length - a.length);
}

/** Names of fields whose value is secret whatever it looks like. */
const secretField =
  /^(?:authorization|cookie|passw(?:or)?d|secret|token|(?:api|private|routing|integration|secret[_-]?access)[_-]?key|response_url|(?:access|refresh|bot|app|client|signing|webhook)[_-]?(?:token|secret))$/i;

/** The text with every secret in it replaced by a note such as `[Slack token removed]`; a second time changes nothing. */
export function redact(text: string): string {
  const strange = own.reduce((rest, value) => rest.replaceAll(value, '[setting removed]'), text);
  return families
    .reduce((rest, { name, pattern }) => rest.replace(pattern, `$1[${name} removed]`), strange)
    .replace(named, '$1[credentials removed]');
}

let isOpen = false;

/** Draws what its only reader has asked to see, such as their own new token: `masked` lets it through meanwhile. */
export function openly<Drawn>(draw: () => Drawn): Drawn {
  isOpen = true;
  try {
    return draw();
  } finally {
    isOpen = false;
  }
}

/** `redact` for what is drawn for people, but in `openly`. */
export function masked(text: string): string {
  return isOpen ? text : redact(text);
}

/** Where a secret stands in a text: offsets of its first character and of the one after its last. */
export interface FoundSecret {
  family: string;
  start: number;
  end: number;
}

/** Every secret in a text, once each, in their order: what stands inside another's words, such as a token in an address, first. */
export function findSecrets(text: string): FoundSecret[] {
  const general = ({ name }: Family): boolean => name === 'credentials';
  const found: FoundSecret[] = [];
  let rest = text;
  for (const { name, pattern } of [
    ...families.filter((family) => !general(family)),
    ...families.filter(general),
  ])
    rest = rest.replace(pattern, (whole: string, kept: string, offset: number) => {
      found.push({ family: name, start: offset + kept.length, end: offset + whole.length });
      // Every offset stays where it was.
      return kept + ' '.repeat(whole.length - kept.length);
    });
  return found.toSorted((a, b) => a.start - b.start);
}

/** A copy with every text redacted, names of fields too, and the values of fields such as `password` removed. */
export function redactJson(value: JsonObject): JsonObject;
export function redactJson(value: Json): Json;
export function redactJson(value: Json): Json {
  if (typeof value === 'string') return redact(value);
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((item) => redactJson(item));
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      redact(name),
      secretField.test(name) && typeof inner === 'string' ? '[removed]' : redactJson(inner),
    ]),
  );
}
