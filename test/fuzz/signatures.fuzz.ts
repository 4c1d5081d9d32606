// Proofs that a sender knows the secret, changed in every way: one bit of the body or of the proof, another case, another
// length, half of it, a time that is over. Only what is still right is let in, and nothing that is sent can make it throw.
import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { hasBearer, hasPassword, isSame } from '../../src/bot/webhooks/alerts/proofs.js';
import { fuzzing, must } from './fuzz.js';
import {
  hmac,
  now,
  openHooks,
  proofOf,
  replaySeconds,
  samples,
  secret,
  sources,
  type Source,
} from './hooks.js';
import { plan } from './plan.js';
import { hostileText, mutated } from './texts.js';

const { fuzz, fuzzAsync } = fuzzing(plan.signatures);
const { send } = openHooks();

/** The header of each that carries the proof. */
const proofHeader: Readonly<Record<Source, string>> = {
  alertmanager: 'authorization',
  grafana: 'x-grafana-alerting-signature',
  databricks: 'authorization',
  github: 'x-hub-signature-256',
  notion: 'x-notion-signature',
};
const bodies = new Map(
  sources.map((source) => [source, Buffer.from(JSON.stringify(samples[source][0]))]),
);

function bodyOf(source: Source): Buffer {
  return bodies.get(source) ?? Buffer.alloc(0);
}

async function statusOf(
  source: Source,
  headers: Record<string, string | string[] | undefined>,
  body: Buffer,
): Promise<number> {
  const { reply, batches, events } = await send(source, headers, body);
  must(reply.status === 200 || batches.length + events.length === 0, 'refused is not taken', reply);
  return reply.status;
}

const anySource = fc.constantFrom(...sources);
const signed = fc.constantFrom('grafana', 'github', 'notion');

fuzzAsync(
  'one bit of a signed body decides',
  30_000,
  fc.tuple(signed, fc.nat(), fc.nat(7)),
  async ([source, place, bit]) => {
    const right = bodyOf(source);
    const body = Buffer.from(right);
    const at = place % body.length;
    body[at] = (body[at] ?? 0) ^ (1 << bit);
    must(
      (await statusOf(source, proofOf(source, right), body)) === 401,
      'refused',
      source,
      at,
      bit,
    );
  },
);

const changedProof = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    'sha256=',
    'Bearer',
    'Bearer ',
    'Basic',
    'Basic ',
    'Basic =',
    'é',
    '\u0000',
  ),
  mutated([secret, 'sha256=' + '0'.repeat(64)]),
  hostileText,
);

fuzzAsync(
  'another proof is none',
  30_000,
  fc.tuple(anySource, changedProof),
  async ([source, given]) => {
    const body = bodyOf(source);
    const headers = { ...proofOf(source, body), [proofHeader[source]]: given };
    must((await statusOf(source, headers, body)) === 401, 'refused', source, given);
  },
);

fuzzAsync(
  'a proof that was changed a little is none',
  30_000,
  fc.tuple(anySource, fc.nat(), fc.constantFrom('flip', 'cut', 'double', 'end', 'before')),
  async ([source, place, how]) => {
    const body = bodyOf(source);
    const headers = proofOf(source, body);
    const whole = String(headers[proofHeader[source]]);
    // What stands before the proof itself, `sha256=` or `Bearer `, is not where its strength is.
    const start = /^(sha256=|Bearer |Basic )/.exec(whole)?.[0].length ?? 0;
    const at = start + (place % (whole.length - start));
    const letter = whole.charAt(at);
    const changed = {
      flip: whole.slice(0, at) + (letter === '0' ? '1' : '0') + whole.slice(at + 1),
      cut: whole.slice(0, at) + whole.slice(at + 1),
      double: whole.slice(0, at) + letter + whole.slice(at),
      end: whole.slice(0, at),
      before: `0${whole}`,
    }[how];
    if (sameProof(source, changed)) return;
    const status = await statusOf(source, { ...headers, [proofHeader[source]]: changed }, body);
    must(status === 401, 'refused', source, how, changed);
  },
);

/** Base64 has several spellings for the same password, and its name may be any. */
function sameProof(source: Source, header: string): boolean {
  if (source !== 'databricks' || !header.startsWith('Basic ')) return false;
  const decoded = Buffer.from(header.slice(6), 'base64').toString('utf8');
  return decoded.slice(decoded.indexOf(':') + 1) === secret && decoded.includes(':');
}

fuzzAsync(
  'without a proof nothing is let in',
  10_000,
  fc.tuple(anySource, fc.constantFrom('missing', 'list', 'other header'), hostileText),
  async ([source, how, text]) => {
    const body = Buffer.from(text);
    const { [proofHeader[source]]: proof, ...rest } = proofOf(source, body);
    // Node gives a list for a header that is known to come more than once only.
    const headers =
      how === 'list' && source !== 'alertmanager' && source !== 'databricks'
        ? { ...rest, [proofHeader[source]]: [String(proof)] }
        : how === 'other header'
          ? { ...rest, 'x-signature': String(proof) }
          : rest;
    must((await statusOf(source, headers, body)) === 401, 'refused', source, how);
  },
);

fuzzAsync(
  'a signed time counts for so many seconds',
  20_000,
  fc.oneof(
    fc.integer({ min: -2 * replaySeconds, max: 2 * replaySeconds }).map((off) => now / 1000 + off),
    hostileText,
    fc.double(),
  ),
  async (given) => {
    const time = String(given);
    const body = bodyOf('grafana');
    const status = await statusOf(
      'grafana',
      {
        ...proofOf('grafana', body),
        'x-grafana-alerting-signature': hmac(`${time}:`, body),
        'x-grafana-alerting-timestamp': time,
      },
      body,
    );
    const isNear = /^\d{1,12}$/.test(time) && Math.abs(Number(time) - now / 1000) <= replaySeconds;
    must(status === (isNear ? 200 : 401), 'as its age says', time, status);
  },
);

fuzz(
  'the same text is the same, and no other one',
  40_000,
  fc.tuple(hostileText, hostileText, fc.boolean()),
  ([a, b, twice]) => {
    const other = twice ? a : b;
    // A half character has no bytes of its own: as bytes it is what a reader sees.
    const bytes = (text: string): string => Buffer.from(text).toString('hex');
    must(isSame(a, other) === (bytes(a) === bytes(other)), 'as its bytes say', a, other);
    const authorization = `Bearer ${a}`;
    must(hasBearer({ authorization }, secret) === (a.trim() === secret), 'a bearer', a);
    const basic = { authorization: `Basic ${Buffer.from(a).toString('base64')}` };
    const password = Buffer.from(a).toString('utf8');
    const isRight = password.includes(':') && password.slice(password.indexOf(':') + 1) === secret;
    must(hasPassword(basic, secret) === isRight, 'a password', a);
  },
);

it('secrets are compared in constant time, and in one place', () => {
  const read = (name: string): string => readFileSync(`src/bot/webhooks/alerts/${name}.ts`, 'utf8');
  expect(read('proofs')).toContain('timingSafeEqual(hashOf(given), hashOf(expected))');
  for (const sender of ['alertmanager', 'grafana', 'databricks', 'github'])
    expect(read(sender)).not.toMatch(/\b(secret|known|expected|signature) [!=]== (?!undefined)/);
});
