// Classes of errors that the runbooks look for in logs, each with what it means and what to do. (Runbook 1 "Troubleshoot Sync
// Failures"; runbook 2 "HTTP 429 Rate Limited", "HTTP 401"; runbook 3 "Common Sync Errors & Recovery", "Log Analysis")
export const errorClasses = [
  'rate-limit',
  'not-found',
  'invalid-property',
  'auth',
  'timeout',
  'tls',
  'memory',
] as const;
export type ErrorClass = (typeof errorClasses)[number];

interface ErrorMeaning {
  title: string;
  /** Takes time in proportion to the line. */
  pattern: RegExp;
  cause: string;
  fix: string;
}

/**
 * A status as logs write it, not any number: `429`, `"status":429`, `Error 429: …`; not `0.429`, `4290`, `id-429` or
 * `429 pages`.
 */
const status = (codes: string): string => {
  const before = String.raw`(?:(?<![\w.:,/-])|(?<=(?:status|code)"?[=:]))`;
  const counted = 'pages?|records?|rows?|tasks?|items?|entries|bytes|[km]i?b|ms|seconds?';
  return String.raw`${before}(?:${codes})(?!\w|[.:,-]\d|\s(?:${counted})\b)`;
};

export const errorMeanings: Readonly<Record<ErrorClass, ErrorMeaning>> = {
  'rate-limit': {
    title: 'Rate limit',
    pattern: new RegExp(String.raw`rate.?limit|too many requests|${status('429')}`, 'i'),
    cause: 'HTTP 429: more calls than the other side allows; Notion about 3 a second.',
    fix: 'Wait a minute. If it stays, sync with a pause between batches, or pause syncs for a while.',
  },
  'not-found': {
    title: 'Not found',
    pattern: new RegExp(String.raw`not.?found|${status('404')}`, 'i'),
    cause:
      'HTTP 404: a page or database was moved or deleted, or is not shared with the integration.',
    fix: 'Look whether it is there, and share it with the integration.',
  },
  'invalid-property': {
    title: 'Invalid property',
    pattern: /validation.?error|invalid.?property|is not a property that exists|expected to be/i,
    cause: 'HTTP 400: a property is missing or renamed, or a value does not fit its type.',
    fix: 'Compare the schema with what is expected; names are case-sensitive.',
  },
  auth: {
    title: 'Authentication',
    pattern: new RegExp(
      String.raw`unauthorized|unauthenticated|forbidden|permission.?denied|restricted.?resource|authentication failed|invalid token|${status('401|403')}`,
      'i',
    ),
    cause: 'HTTP 401 or 403: the token is wrong, expired or was revoked, or may not do this.',
    fix: 'Check the token and what it may do; make a new one if need be.',
  },
  timeout: {
    title: 'Timeout',
    pattern: new RegExp(
      String.raw`time[ds]?.?out(?!["']?\s?[=:]\s?\d)|ETIMEDOUT|deadline exceeded|${status('408|504')}`,
      'i',
    ),
    cause: 'The other side did not answer in time: it is slow or down, or the network is.',
    fix: 'See how its components are; then try what failed again.',
  },
  tls: {
    title: 'TLS',
    pattern: /\b(?:ssl|tls)\b|SSLError|certificate|CERT_|self.signed|UNABLE_TO_(?:VERIFY|GET)/i,
    cause: 'A certificate has expired, names another host, or comes from somebody unknown here.',
    fix: 'See until when it is good, and renew it; or install the certificate of its issuer.',
  },
  memory: {
    title: 'Memory',
    pattern:
      /out.of.memory|MemoryError|OOM.?kill|\bOOM\b|heap limit|cannot allocate memory|ENOMEM/i,
    cause: 'The process needs more memory than there is, or than it may have.',
    fix: 'See how much is free; use smaller batches, or give it more.',
  },
};

/** Those that a line is about: a line can be about several. */
export function classesOf(line: string): ErrorClass[] {
  return errorClasses.filter((name) => errorMeanings[name].pattern.test(line));
}
